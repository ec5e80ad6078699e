import { assemble } from '../../compiler/codegen/wasm/assemble.js';
import { readSexps } from '../../compiler/codegen/wasm/read-sexp.js';
import type { Bandwidth } from '../results.js';

/** From what fits into any second-level cache to what fits into none. */
const SIZES = [0.25, 1, 4, 16, 64, 256].map((megabytes) => megabytes * 2 ** 20);
const PAGE_BYTES = 65536;
/** As many loads in flight as hide their latency. */
const VECTORS_PER_STEP = 8;
const VECTOR_BYTES = 16;
const REPETITIONS = 5;
/** Small buffers are read again and again until the clock can tell. */
const BYTES_PER_MEASUREMENT = 2 ** 26;

/** How fast one core of this machine reads buffers of growing size, one vector after another. */
export async function measureBandwidths(): Promise<Bandwidth[]> {
  const pages = SIZES[SIZES.length - 1] / PAGE_BYTES;
  const binary = await assemble(readSexps(streamText(pages)));
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  const { memory, read } = instance.exports as unknown as {
    memory: WebAssembly.Memory;
    read: (bytes: number, turns: number) => number;
  };
  // Pages that were never written are one and the same page of zeros, which stays in the cache.
  new Float32Array(memory.buffer).fill(1);
  return SIZES.map((bytes) => {
    const turns = Math.max(1, BYTES_PER_MEASUREMENT / bytes);
    let best = Infinity;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const started = performance.now();
      read(bytes, turns);
      best = Math.min(best, performance.now() - started);
    }
    return { bytes, gigabytesPerSecond: (bytes * turns) / (best * 1e6) };
  });
}

/**
 * The bandwidth of a buffer of `bytes`: that of the largest measured one that is no larger, so that
 * what follows from it stays a bound.
 */
export function bandwidthFor(bandwidths: readonly Bandwidth[], bytes: number): number {
  const fitting = bandwidths.filter((each) => each.bytes <= bytes);
  return (fitting.at(-1) ?? bandwidths[0]).gigabytesPerSecond;
}

/** Adds up the first `bytes` of memory, `turns` times. */
function streamText(pages: number): string {
  const sums = Array.from({ length: VECTORS_PER_STEP }, (_, index) => `$s${index}`);
  const steps = sums.map(
    (sum, index) =>
      `(local.set ${sum} (f32x4.add (local.get ${sum}) (v128.load offset=${index * VECTOR_BYTES} (local.get $at))))`,
  );
  const total = sums
    .map((sum) => `(local.get ${sum})`)
    .reduce((left, right) => `(f32x4.add ${left} ${right})`);
  return `
  (memory (export "memory") ${pages})
  (func (export "read") (param $bytes i32) (param $turns i32) (result f32)
    (local $at i32) ${sums.map((sum) => `(local ${sum} v128)`).join(' ')}
    (loop $again
      (local.set $at (i32.const 0))
      (loop $next
        ${steps.join('\n        ')}
        (local.set $at (i32.add (local.get $at) (i32.const ${VECTORS_PER_STEP * VECTOR_BYTES})))
        (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
      (br_if $again (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (f32x4.extract_lane 0 ${total}))`;
}
