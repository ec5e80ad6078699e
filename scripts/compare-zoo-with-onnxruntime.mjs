/**
 * Runs the networks of the course at full size in WebAssembly and in ONNX Runtime, and says how far apart they are:
 *
 *     node scripts/compare-zoo-with-onnxruntime.mjs [NETWORK…]
 *
 * Without names all that `test/zoo/systems` has and that fits into a memory. Each has a process of its own, as some need
 * gigabytes. Ends with 1 where one differs by more than a ten thousandth of its largest output.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const WITHIN = 1e-4;
/** Parameters that fit into the memory of a WebAssembly module with all else. */
const MOST = 2 ** 28;

const root = fileURLToPath(new URL('..', import.meta.url));
const [first, ...rest] = process.argv.slice(2);
if (first === '--one') {
  const { systems, differenceFromOnnxRuntime } = await import(pathToFileURL(rest[0]).href);
  console.log(await differenceFromOnnxRuntime(systems[Number(rest[1])]));
} else {
  await compare(first === undefined ? [] : [first, ...rest]);
}

async function compare(names) {
  const outfile = join(root, 'out/zoo/against-onnxruntime.js');
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `
        export { SYSTEMS as systems } from './test/zoo/systems.js';
        export { differenceFromOnnxRuntime } from './test/zoo/against-onnxruntime.js';`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const { systems } = await import(pathToFileURL(outfile).href);
  let differing = 0;
  for (const [index, { file, network, sets = {}, parameters }] of systems.entries()) {
    if (parameters > MOST) continue;
    if (names.length > 0 && !names.includes(network)) continue;
    const given = Object.entries(sets).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    const argv = [fileURLToPath(import.meta.url), '--one', outfile, `${index}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    const apart = status === 0 ? Number(stdout) : NaN;
    if (!(apart <= WITHIN)) differing++;
    const said =
      status === 0 ? apart.toExponential(1) : stderr.trim().split('\n').slice(-8).join('\n');
    console.log(`${file} ${network}${given.join('')}: ${said}`);
  }
  process.exitCode = differing === 0 ? 0 : 1;
}
