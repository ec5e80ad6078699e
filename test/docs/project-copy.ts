import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as Library from '../../index.js';
import type * as CommandLine from '../support/command-line.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';

/** What the project offers: the library, and the command line as a function. */
export type Project = typeof Library & typeof CommandLine;

const PARTS = [
  'cli',
  'compiler',
  'runtime',
  'scripts',
  'test/support',
  'test/ops',
  'test/onnx',
  'test/codegen',
  'index.ts',
  'tsconfig.json',
  'vitest.config.ts',
];

/** Copies the compiler and the tests of its ops to a new folder from which packages resolve. */
export function copyProject(name: string): string {
  const out = join(projectRoot, 'out');
  mkdirSync(out, { recursive: true });
  const root = mkdtempSync(join(out, `${name}-`));
  for (const part of PARTS) {
    cpSync(join(projectRoot, part), join(root, part), { recursive: true });
  }
  return root;
}

/** Paths of the files that a new name of an op can break: those that speak of all ops. */
export function filesAboutAllOps(root: string): string[] {
  return ['cli', 'compiler', 'test'].flatMap((folder) =>
    listFiles(join(root, folder), '.ts')
      .map((path) => `${folder}/${path}`)
      .filter((path) =>
        /\b(OPS|OpName|ComputingOp)\b/.test(readFileSync(join(root, path), 'utf8')),
      ),
  );
}

/** Builds and imports the project below `root`. */
export async function importProject(root: string): Promise<Project> {
  const outfile = join(root, 'project.mjs');
  const contents = ['./index.js', './test/support/command-line.js'].map(
    (path) => `export * from '${path}';`,
  );
  await build({
    stdin: { contents: contents.join(''), resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'warning',
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Project;
}
