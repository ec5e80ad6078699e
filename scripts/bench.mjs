/**
 * Bundles the benchmarks into `out/bench` and runs the one that is named, with the arguments behind
 * its name. A benchmark starts its measured processes from there, too.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name] = process.argv.splice(2, 1);
await build({
  absWorkingDir: root,
  entryPoints: [
    'bench/bench.ts',
    'bench/compile.ts',
    'bench/kernels.ts',
    'bench/tilings.ts',
    'bench/write-reports.ts',
    'bench/hosts/node-worker.ts',
  ],
  outbase: 'bench',
  outdir: 'out/bench',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(join(root, 'out/bench', `${name}.js`)).href);
