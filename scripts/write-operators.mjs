/**
 * Writes docs/operators.md from the files of the ops, the comments of the prelude and the table of other
 * frameworks' names. It is checked in; a test fails when it is not what this gives.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Below the project, so that packages resolve from there.
const folder = mkdtempSync(join(root, 'node_modules/.operators-'));
try {
  const outfile = join(folder, 'operators-document.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['compiler/manual/operators-document.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const { operatorsDocument } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, 'docs/operators.md'), operatorsDocument());
} finally {
  rmSync(folder, { recursive: true });
}
