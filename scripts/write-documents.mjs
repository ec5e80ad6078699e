/**
 * Writes the documents that are made of data: docs/operators.md of the files of the ops, the comments of the
 * prelude and the table of other frameworks' names, and docs/course.md of the networks that the tests hold to
 * published numbers. They are checked in; tests fail when they are not what this gives.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const DOCUMENTS = [
  ['docs/operators.md', 'compiler/manual/operators-document.ts', 'operatorsDocument'],
  ['docs/course.md', 'test/zoo/course-document.ts', 'courseDocument'],
];

const root = fileURLToPath(new URL('..', import.meta.url));
// Below the project, so that packages resolve from there.
const folder = mkdtempSync(join(root, 'node_modules/.documents-'));
try {
  for (const [document, entry, name] of DOCUMENTS) {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    });
    const made = await import(pathToFileURL(outfile).href);
    writeFileSync(join(root, document), made[name]());
  }
} finally {
  rmSync(folder, { recursive: true });
}
