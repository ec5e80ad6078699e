import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../support/paths.js';
import { bundleEditor } from './client.js';

interface Manifest {
  readonly version: string;
  readonly main: string;
  readonly files: readonly string[];
  readonly contributes: {
    readonly languages: readonly { readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
  };
}

const folder = join(projectRoot, 'editor/vscode');
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read(join(folder, 'package.json')) as Manifest;
const { languages, grammars } = manifest.contributes;

describe('the extension for VS Code', () => {
  let bundled: string;
  beforeAll(() => {
    bundled = bundleEditor();
  });
  afterAll(() => {
    rmSync(bundled, { recursive: true });
  });

  test('names files that there are, and has the version of the package', () => {
    const named = [
      ...manifest.files.filter((file) => file !== 'dist'),
      ...languages.map(({ configuration }) => configuration),
      ...grammars.map(({ path }) => path),
    ];
    expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    const { version } = read(join(projectRoot, 'package.json')) as Manifest;
    expect(manifest.version).toBe(version);
  });

  test('brings the client that it starts, and the server', () => {
    expect(readdirSync(bundled).map((file) => `./dist/${file}`)).toContain(manifest.main);
    expect(readdirSync(bundled).sort()).toEqual(['client.cjs', 'server.cjs']);
    // In the place of VS Code, classes of which nothing is asked.
    const load = `
      const module = require('node:module');
      const load = module._load;
      const vscode = new Proxy({}, { get: () => class {} });
      module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
      const { activate, deactivate } = require(${JSON.stringify(join(bundled, 'client.cjs'))});
      console.log(typeof activate, typeof deactivate);
    `;
    const out = execFileSync(process.execPath, ['-e', load], { encoding: 'utf8' });
    expect(out).toBe('function function\n');
  });

  test('knows brackets and comments that the language has', () => {
    for (const { configuration } of languages) {
      expect(read(join(folder, configuration))).toMatchObject({
        comments: { lineComment: '#' },
        brackets: [
          ['{', '}'],
          ['[', ']'],
          ['(', ')'],
        ],
      });
    }
  });
});
