/**
 * Bundles the command line and the library into one folder, with the code that they share beside them, so
 * that starting them reads a few files instead of more than a thousand. What is small and plain JavaScript
 * is bundled with them; what brings WebAssembly along stays a dependency.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `require` is what bundled CommonJS asks for Node's own modules. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Writes `cli/main.js`, `index.js` and what they share into `folder`. */
export async function bundleCommand(folder) {
  return build({
    absWorkingDir: root,
    entryPoints: ['cli/main.ts', 'index.ts'],
    outbase: '.',
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@cwasm/*', 'webgpu'],
    banner: { js: REQUIRE },
    // Names stay, so that the stack of an internal error can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
}
