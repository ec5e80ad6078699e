import { assemble } from '../../compiler/codegen/wasm/assemble.js';
import { readSexps } from '../../compiler/codegen/wasm/read-sexp.js';

/** As many as fit into sixteen vector registers beside the factor and the summand. */
const ACCUMULATORS = 12;
const TURNS = 1_000_000;
const REPETITIONS = 10;
/** A multiplication and an addition of four lanes each. */
const FLOP_PER_STEP = 8;

/**
 * What this engine makes of this core at best, in GFLOP/s: a loop of multiplications and additions
 * on registers alone, with chains enough to hide their latency. No kernel can be faster.
 */
export async function measureRoof(): Promise<number> {
  const speed = await roofLoop();
  const speeds = Array.from({ length: REPETITIONS }, () => speed(TURNS));
  return Math.max(...speeds);
}

/** The loop: runs it so many turns and says at how many GFLOP/s. */
async function roofLoop(): Promise<(turns: number) => number> {
  const { instance } = await WebAssembly.instantiate(
    new Uint8Array(await assemble(readSexps(roofText()))),
  );
  const run = instance.exports.run as (turns: number) => number;
  // The engine optimises the loop while it runs for the first time.
  run(TURNS);
  return (turns) => {
    const started = performance.now();
    run(turns);
    return (turns * ACCUMULATORS * FLOP_PER_STEP) / ((performance.now() - started) * 1e6);
  };
}

/** aᵢ ← aᵢ · factor + summand, which converges: the numbers stay normal. */
function roofText(): string {
  const accumulators = Array.from({ length: ACCUMULATORS }, (_, index) => `$a${index}`);
  const steps = accumulators.map(
    (a) =>
      `(local.set ${a} (f32x4.add (f32x4.mul (local.get ${a}) (local.get $factor)) (local.get $summand)))`,
  );
  const sum = accumulators
    .map((a) => `(local.get ${a})`)
    .reduce((total, a) => `(f32x4.add ${total} ${a})`);
  return `
  (func (export "run") (param $turns i32) (result f32)
    (local $factor v128) (local $summand v128) ${accumulators.map((a) => `(local ${a} v128)`).join(' ')}
    (local.set $factor (f32x4.splat (f32.const 0.5)))
    (local.set $summand (f32x4.splat (f32.const 1.5)))
    (loop $next
      ${steps.join('\n      ')}
      (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (f32x4.extract_lane 0 ${sum}))`;
}
