/**
 * Runs the networks of the course at full size in WebAssembly and in ONNX Runtime, and says how far apart they are:
 *
 *     node scripts/compare-zoo-with-onnxruntime.mjs [--save] [NETWORK…]
 *
 * Without names all that `test/zoo/systems` has and that fits into a memory. Each has a process of its own, as some need
 * gigabytes. With `--save` what it finds goes into `test/zoo/agreement.json`, of which `npm run docs` makes a column of
 * docs/course.md. Ends with 1 where one differs by more than a ten thousandth, or what `test/zoo/systems` says of it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const WITHIN = 1e-4;
/** Parameters that fit into the memory of a WebAssembly module with all else. */
const MOST = 2 ** 28;

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'test/zoo/agreement.json');
const argv = process.argv.slice(2);
if (argv[0] === '--one') {
  const { systems, differenceFromOnnxRuntime } = await import(pathToFileURL(argv[1]).href);
  console.log(await differenceFromOnnxRuntime(systems[Number(argv[2])]));
} else {
  const names = argv.filter((argument) => argument !== '--save');
  await compare(names, argv.length > names.length);
}

async function compare(names, isSaved) {
  const outfile = join(root, 'out/zoo/against-onnxruntime.js');
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `
        export { SYSTEMS as systems } from './test/zoo/systems.js';
        export { titleOf } from './test/zoo/systems/system.js';
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
  const { systems, titleOf } = await import(pathToFileURL(outfile).href);
  for (const name of names) {
    if (!systems.some(({ network }) => network === name)) throw new Error(`there is no ${name}`);
  }
  for (const [index, system] of systems.entries()) {
    const { network, parameters, within = WITHIN } = system;
    if (parameters > MOST) continue;
    if (names.length > 0 && !names.includes(network)) continue;
    const one = [fileURLToPath(import.meta.url), '--one', outfile, `${index}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, one, { encoding: 'utf8' });
    const apart = status === 0 ? Number(stdout) : NaN;
    if (!(apart <= within)) process.exitCode = 1;
    else if (isSaved) save(titleOf(system), Number(apart.toPrecision(2)), systems.map(titleOf));
    const said =
      status === 0 ? apart.toExponential(1) : stderr.trim().split('\n').slice(-8).join('\n');
    console.log(`${titleOf(system)}: ${said}`);
  }
}

/** Keeps what was found of the others that there are, in the order of the systems. */
function save(title, apart, titles) {
  const { networks } = JSON.parse(readFileSync(file, 'utf8'));
  const found = { ...networks, [title]: apart };
  const known = titles.filter((each) => each in found).map((each) => [each, found[each]]);
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules/onnxruntime-web/package.json'), 'utf8'),
  );
  const saved = { against: `onnxruntime-web ${version}`, networks: Object.fromEntries(known) };
  writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`);
}
