/**
 * Compiles networks with two builds and says whose kernels' texts differ, and where first: the witness
 * of a change of the compiler that must change nothing.
 *
 *     node scripts/compare-kernels.mjs OLD_CHECKOUT [NETWORK…]
 *
 * Both checkouts are built (`npm run build`). What is compared is what ships: every function of the
 * WebAssembly, the shaders without their comments, and the packed weights. Texts of the old checkout are
 * kept in its `out/kernel-texts` as long as its commit is the same. Ends with 1 where something differs.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import wabtModule from 'wabt';

const VARIANTS = {
  plain: [],
  threads: ['--target', 'wasm', '--threads', '4', '--relaxed-simd'],
  int8: ['--weights-as', 'int8'],
  f16: ['--weights-as', 'f16', '--winograd', 'off'],
};

const here = fileURLToPath(new URL('..', import.meta.url));
const [old, ...only] = process.argv.slice(2);
if (old === undefined) {
  console.error('usage: node scripts/compare-kernels.mjs OLD_CHECKOUT [NETWORK…]');
  process.exit(2);
}
const wabt = await wabtModule();

let compared = 0;
let differing = 0;
for (const network of networks(only)) {
  for (const variant of Object.keys(VARIANTS)) {
    const name = `${network}.${variant}`;
    const before = recorded(resolve(old), name, () => texts(resolve(old), network, variant));
    const after = texts(here, network, variant);
    const changes = differences(before, after);
    compared += Object.keys(after).length;
    differing += changes.length;
    console.log(`${name}: ${changes.length === 0 ? 'same' : `${changes.length} differ`}`);
    for (const change of changes) console.log(`  ${change}`);
  }
}
console.log(`${compared} texts compared, ${differing} differ`);
process.exitCode = differing === 0 ? 0 : 1;

/** The networks of the benchmark, or those of the names given, which may be any of the examples. */
function networks(names) {
  if (names.length === 0)
    return JSON.parse(readFileSync(join(here, 'bench/measured.json'), 'utf8'));
  for (const name of names) {
    if (exampleOf(here, name) !== undefined) continue;
    console.error(`There is no network ${name} in examples.`);
    process.exit(2);
  }
  return names;
}

/** The file that holds a network in a checkout, and its source. */
function exampleOf(root, name) {
  const folder = join(root, 'examples');
  const declaration = new RegExp(`^network ${name}\\b`, 'm');
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.net'))
    .map((path) => join(folder, path))
    .map((file) => ({ file, source: readFileSync(file, 'utf8') }))
    .find(({ source }) => declaration.test(source));
}

/** Texts by what they are: `wasm 3`, `shader 0`, `weights`. */
function texts(root, name, variant) {
  const folder = mkdtempSync(join(tmpdir(), 'netloom-kernels-'));
  try {
    const { file, source } = exampleOf(root, name) ?? {};
    if (file === undefined) return {};
    const weights = /^ *weights "/m.test(source) ? [] : ['--weights', 'random:1'];
    const flags = [...VARIANTS[variant], '--network', name, ...weights, '-o', folder];
    execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'compile', file, ...flags], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return Object.fromEntries(
      readdirSync(folder)
        .sort()
        .flatMap((each) => textsOf(each, readFileSync(join(folder, each)), name)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file's texts; what is written around the kernels is not looked at. */
function textsOf(file, bytes, name) {
  const kind = file.replace(name, '').replace(/^-[0-9a-f]{8}/, '');
  if (kind.endsWith('.wasm')) {
    return functions(bytes).map((text, number) => [`${kind} ${number}`, text]);
  }
  if (kind.endsWith('.wgsl')) return [[kind, shaders(bytes.toString())]];
  return kind.endsWith('.weights')
    ? [[kind, createHash('sha256').update(bytes).digest('hex')]]
    : [];
}

function functions(bytes) {
  // A copy: wabt 1.0.39 takes all that a view lies in for the module.
  const module = wabt.readWasm(new Uint8Array(bytes), {
    simd: true,
    threads: true,
    relaxed_simd: true,
  });
  const text = module.toText({ foldExprs: true });
  module.destroy();
  return text.split(/^(?= {2}\(func )/m);
}

/** All shaders, in which lines that stood before are referred to, without comments and dispatches. */
function shaders(text) {
  return text.slice(0, text.lastIndexOf('\n')).replaceAll(/^\/\/ .*$/gm, '//');
}

function recorded(root, name, compute) {
  const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
  if (git('status', '--porcelain') !== '') return compute();
  const file = join(root, 'out/kernel-texts', git('rev-parse', 'HEAD'), `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const computed = compute();
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(computed));
  return computed;
}

/** Each text that differs, with its first line that does. */
function differences(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    if (before[key] === after[key]) return [];
    if (before[key] === undefined) return [`${key} is new`];
    if (after[key] === undefined) return [`${key} is gone`];
    const [were, are] = [before[key].split('\n'), after[key].split('\n')];
    const line = were.findIndex((text, number) => text !== are[number]);
    const at = line === -1 ? were.length : line;
    return [
      `${key}, line ${at + 1}: ${(were[at] ?? '(end)').trim()} → ${(are[at] ?? '(end)').trim()}`,
    ];
  });
}
