/**
 * Writes the runtime's minified text into a source file of the bundle writer, once for each choice
 * of targets, so that a bundle has no code for a target that it was not compiled for.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const texts = {};
for (const targets of ['wasm', 'wasm-relaxed', 'webgpu', 'all', 'all-relaxed']) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`runtime/entries/${targets}.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Bundles are plain ASCII: no server can get their encoding wrong.
    charset: 'ascii',
    write: false,
    logLevel: 'warning',
  });
  texts[targets] = outputFiles[0].text;
}

const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
writeFileSync(
  `${root}/compiler/codegen/bundle/runtime-text.generated.ts`,
  `/** Written by scripts/generate-runtime.mjs. */
export const netloomVersion = ${JSON.stringify(version)};

export const runtimeText = ${JSON.stringify(texts, null, 2)} as const;
`,
);
