import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import { erf } from '../../../compiler/ir/ops/shared/erf.js';
import { f32 } from '../../../compiler/ir/types.js';
import { runProgramWasm } from '../../support/run-program.js';

/** Each function in f64, and the error that compiler/codegen/math promises. */
const FUNCTIONS = {
  erf: { exact: erf, ulp: 1.6 },
  exp: { exact: Math.exp, ulp: 1.1 },
  tanh: { exact: Math.tanh, ulp: 5.5 },
  sigmoid: { exact: (x: number) => 1 / (1 + Math.exp(-x)), ulp: 4 },
  expm1: { exact: Math.expm1, ulp: 1.7 },
  log: { exact: Math.log, ulp: 0.86 },
  log1p: { exact: Math.log1p, ulp: 1.41 },
  sqrt: { exact: Math.sqrt, ulp: 0.5 },
  floor: { exact: Math.floor, ulp: 0 },
  ceil: { exact: (x: number) => -Math.floor(-x), ulp: 0 },
  // An f64 of this size has no bits for a fraction: the processor rounds it away.
  round: {
    exact: (x: number) => (Math.abs(x) < 2 ** 51 ? x + 3 * 2 ** 51 - 3 * 2 ** 51 : x),
    ulp: 0,
  },
  sign: { exact: (x: number) => (Math.abs(x) > 0 ? Number(x > 0) - Number(x < 0) : x), ulp: 0 },
} as const;

type FunctionName = keyof typeof FUNCTIONS;

describe('transcendental functions in WebAssembly', () => {
  for (const [name, { exact, ulp }] of Object.entries(FUNCTIONS)) {
    it(`${name} is within ${ulp} ulp over the whole range`, async () => {
      const inputs = wholeRange();
      const actual = await evaluate(name as FunctionName, inputs);
      const worst = { error: 0, at: 0 };
      inputs.forEach((x, index) => {
        const error = ulpsApart(actual[index], exact(x));
        if (error > worst.error) Object.assign(worst, { error, at: x });
      });
      expect(worst.error, `at ${worst.at}`).toBeLessThanOrEqual(ulp);
    });

    it(`${name} takes infinities to their limits and keeps NaN`, async () => {
      const special = Float32Array.of(Infinity, -Infinity, NaN, 0, -0, 1e38, -1e38, 1e-45, -1, 0.5);
      const actual = await evaluate(name as FunctionName, special);
      special.forEach((x, index) => {
        const expected = Math.fround(exact(x));
        if (Number.isNaN(expected)) expect(actual[index], `${name}(${x})`).toBeNaN();
        else expect(ulpsApart(actual[index], expected), `${name}(${x})`).toBeLessThanOrEqual(ulp);
      });
    });
  }
});

describe('tanh and erf end at ±1', () => {
  // Where the f32 nearest to each becomes 1, and every 64th float around.
  it.each([
    ['tanh', 9.010914, [9, 9.6]],
    ['erf', 3.919206, [3.9, 4.1]],
  ] as const)('%s is 1 from %f on, never above, and odd', async (name, end, [from, to]) => {
    const around = everyFloat(from, to, 64);
    const far = Float32Array.of(10, 20, 100, 1e10, 3e38, Infinity);
    const inputs = Float32Array.from([...around, ...far, ...wholeRange().filter((x) => x > 0)]);
    const results = await evaluate(name, inputs);
    const negated = await evaluate(
      name,
      inputs.map((x) => -x),
    );
    const wrong = inputs.findIndex((x, index) => {
      const y = results[index];
      return (x >= end ? y !== 1 : y > 1) || negated[index] !== -y;
    });
    expect(wrong, `${name}(±${inputs[wrong]})`).toBe(-1);
  });

  it.each(['tanh', 'erf', 'expm1', 'log1p', 'sqrt', 'sign', 'round'] as const)(
    '%s of ±0 is ±0',
    async (name) => {
      expect([...(await evaluate(name, Float32Array.of(0, -0)))]).toEqual([0, -0]);
    },
  );

  it('tanh x is x where x is small', async () => {
    const small = Float32Array.of(1e-45, -1e-42, 1e-38, 1e-30, -1e-10, 1e-5);
    expect([...(await evaluate('tanh', small))]).toEqual([...small]);
  });
});

/** Every `step`-th float from `from` to `to`. */
function everyFloat(from: number, to: number, step: number): Float32Array {
  const bits = new Uint32Array(Float32Array.of(from, to).buffer);
  const length = Math.floor((bits[1] - bits[0]) / step) + 1;
  const all = Uint32Array.from({ length }, (_, index) => bits[0] + index * step);
  return new Float32Array(all.buffer);
}

/** Every exponent with a few mantissas, both signs, what is near ±1, and a fine grid where the functions bend. */
function wholeRange(): Float32Array {
  const values: number[] = [];
  for (let exponent = -126; exponent < 128; exponent++) {
    for (const mantissa of [1, 1.1, 1.37, 1.5, 1.77, 1.9999]) {
      values.push(mantissa * 2 ** exponent, -mantissa * 2 ** exponent);
    }
  }
  for (let exponent = -149; exponent < -1; exponent += 4) {
    values.push(1.3 * 2 ** exponent, 1 + 2 ** exponent, 1 - 2 ** exponent, 2 ** exponent - 1);
  }
  for (let x = -110; x <= 95; x += 0.01) values.push(x);
  return Float32Array.from(values);
}

async function evaluate(op: FunctionName, data: Float32Array): Promise<Float32Array> {
  const builder = new GraphBuilder(op);
  const x = builder.input('x', f32(data.length));
  builder.output('y', builder.add(op, [x], {})[0]);
  const program = await compileNetwork(builder.finish(), { targets: ['wasm'] });
  return (await runProgramWasm(program, { x: data })).y;
}

/** Distance in units of the last place of the expected f32; denormals count by the smallest one. */
function ulpsApart(actual: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (!Number.isFinite(rounded)) return Object.is(actual, rounded) ? 0 : Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))));
  return Math.abs(actual - expected) / 2 ** (exponent - 23);
}
