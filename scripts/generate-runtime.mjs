/**
 * Writes the runtime's minified text into a source file of the bundle writer, once for each choice
 * of targets and threads, so that a bundle has no code that it was not compiled for.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The minified text of one of the runtime's entries: esbuild's, and what terser still finds in it. */
async function textOf(entry, format) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`runtime/entries/${entry}.ts`],
    bundle: true,
    minify: true,
    format,
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  const { code } = await minify(outputFiles[0].text, {
    module: format === 'esm',
    ecma: 2020,
    // A function inside another would be made anew whenever that is called: for every answer.
    compress: { passes: 3, reduce_funcs: false },
    // Bundles are plain ASCII: no server can get their encoding wrong.
    format: { ascii_only: true },
  });
  return `${code}\n`;
}

const texts = {};
const bundles = [
  'wasm',
  'wasm-relaxed',
  'webgpu',
  'all',
  'all-relaxed',
  'wasm-threads',
  'all-threads',
  'wasm-relaxed-threads',
  'all-relaxed-threads',
];
for (const targets of bundles) {
  texts[targets] = await textOf(targets, 'esm');
}
// Valid as a module and as a classic script, whatever a bundler makes of it.
const workerText = await textOf('worker', 'iife');

const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
writeFileSync(
  `${root}/compiler/codegen/bundle/runtime-text.generated.ts`,
  `/** Written by scripts/generate-runtime.mjs. */
export const netloomVersion = ${JSON.stringify(version)};

export const runtimeText = ${JSON.stringify(texts, null, 2)} as const;
export const workerText = ${JSON.stringify(workerText)};
`,
);
