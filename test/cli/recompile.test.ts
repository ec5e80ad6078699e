import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import type { CommandResult } from '../support/command-line.js';
import { netloom } from '../support/command-line.js';

const source = `network tiny {
  input x: tensor(2, 3)
  output y = linear(x, 2)
}
`;

let cwd: string;
beforeEach(async () => {
  cwd = await temporaryFolder();
  await writeFile(join(cwd, 'tiny.net'), source);
});

function compile(...options: string[]): Promise<CommandResult> {
  return netloom(['compile', 'tiny.net', '-o', 'out', '--json', ...options], { cwd });
}

async function files(): Promise<string[]> {
  return (await readdir(join(cwd, 'out'))).sort();
}

interface Report {
  readonly files: readonly { readonly file: string }[];
  readonly removed: readonly string[];
}

function reportOf({ code, stdout }: CommandResult): Report {
  expect(code).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe('compiling into the folder of a bundle', () => {
  it('leaves the files of the new one only, and those that are no files of a bundle', async () => {
    const first = reportOf(await compile('--weights', 'random:1'));
    expect(first.removed).toEqual([]);
    await writeFile(join(cwd, 'out/tiny-notes.txt'), 'mine');
    await writeFile(join(cwd, 'out/tiny-00000000.weights'), 'mine too');
    await mkdir(join(cwd, 'out/sub'));
    const second = reportOf(await compile('--weights', 'random:2'));
    const mine = ['sub', 'tiny-00000000.weights', 'tiny-notes.txt'];
    const names = second.files.map(({ file }) => file);
    expect(await files()).toEqual([...names, ...mine].sort());
    // Only the weights are others.
    expect(second.removed).toEqual(
      first.files.map(({ file }) => file).filter((file) => file.endsWith('.weights')),
    );
    expect(names).not.toContain(second.removed[0]);
  });

  it('says so', async () => {
    await compile('--weights', 'random:1', '--target', 'wasm');
    const before = await files();
    const { stdout } = await netloom(
      ['compile', 'tiny.net', '-o', 'out', '--weights', 'random:1', '--target', 'webgpu'],
      { cwd },
    );
    const [wasm] = before.filter((name) => name.endsWith('.wasm'));
    expect(stdout).toContain(`removed out/${wasm} of the bundle before\n`);
  });

  it('leaves nothing beside a single file', async () => {
    await compile('--weights', 'random:1');
    await compile('--weights', 'random:1', '--single-file');
    expect(await files()).toEqual(['tiny.d.ts', 'tiny.js']);
    expect(reportOf(await compile('--weights', 'random:1')).removed).toEqual([]);
  });

  it('keeps what a module of the other extension is loaded with', async () => {
    await compile('--weights', 'random:1');
    await compile('--weights', 'random:1', '--mjs');
    const both = await files();
    expect(both).toEqual(
      expect.arrayContaining(['tiny.d.mts', 'tiny.d.ts', 'tiny.js', 'tiny.mjs']),
    );
    expect(reportOf(await compile('--weights', 'random:2', '--mjs')).removed).toEqual([]);
    expect(await files()).toEqual(expect.arrayContaining(both));
    expect(await files()).toHaveLength(both.length + 1);
  });

  it('touches nothing when the module there is no bundle', async () => {
    await mkdir(join(cwd, 'out'));
    await writeFile(join(cwd, 'out/tiny-12345678.wasm'), 'mine');
    await writeFile(
      join(cwd, 'out/tiny.js'),
      'new URL("./tiny-12345678.wasm", import.meta.url); // not of Netloom',
    );
    expect(reportOf(await compile('--weights', 'random:1')).removed).toEqual([]);
    expect(await readFile(join(cwd, 'out/tiny-12345678.wasm'), 'utf8')).toBe('mine');
  });

  it('removes nothing when it fails', async () => {
    await compile('--weights', 'random:1');
    const before = await files();
    await writeFile(join(cwd, 'tiny.net'), source.replace('linear', 'linnear'));
    expect((await compile('--weights', 'random:2')).code).not.toBe(0);
    expect(await files()).toEqual(before);
  });
});
