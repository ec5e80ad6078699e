import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../../compiler/ir/builder.js';
import type { Graph } from '../../../compiler/ir/graph.js';
import { constantData } from '../../../compiler/ir/op.js';
import { f32 } from '../../../compiler/ir/types.js';
import { randomNumbers } from '../../support/random-tensor.js';
import { runProgram } from '../../support/run-program.js';
import { testGpu } from '../../support/webgpu.js';

/**
 * The exponents that become products, roots and quotients, and by how many ulp these may be off: half of
 * one is lost last, and what was lost before, relative to a number, can be twice as many ulp of it.
 */
const EXPANDED = {
  '1': 0,
  '2': 0.51,
  '3': 1.5,
  '4': 2.5,
  '-1': 0.51,
  '-2': 2.5,
  '0.5': 0.51,
  '-0.5': 1.5,
};

/** Every pair of numbers at which Annex F of C says something, and some around. */
const SPECIAL = [
  ...[0, 1, 2, 3, 0.5, 2.5, 1e-45, 1e-38, 3.4028234663852886e38, Infinity, 0.99999994, 1.0000001],
  ...[8388607, 8388608, 16777215, 16777217, 1e10],
].flatMap((value) => [value, -value]);
SPECIAL.push(NaN);

describe('pow in WebAssembly', () => {
  it('is within 1.2 ulp where the result has any exponent', async () => {
    const random = randomNumbers('powers');
    const bases: number[] = [];
    const exponents: number[] = [];
    for (let index = 0; index < 30_000; index++) {
      // From the whole range, around 1, and denormal ones.
      const kind = index % 3;
      const near = 1 + (random() - 0.5) * 2 ** (-24 * random());
      const x = Math.fround(
        kind === 0 ? near : kind === 1 ? 2 ** (254 * random() - 126) : 1e-40 * random(),
      );
      bases.push(x);
      exponents.push(Math.fround(((random() * 2 - 1) * 150) / (Math.abs(Math.log2(x)) + 1e-9)));
    }
    await expectWithin(1.2, bases, exponents);
  });

  it('is within 1.2 ulp of whole exponents, with the sign of what is multiplied', async () => {
    const bases = Array.from({ length: 4000 }, (_, index) => (index - 2000) / 160);
    const exponents = bases.map((_, index) => (index % 25) - 12);
    await expectWithin(1.2, bases.map(Math.fround), exponents);
  });

  it('is what C says at its ends', async () => {
    const pairs = SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y].map(Math.fround)));
    const actual = await evaluate(...columns(pairs));
    pairs.forEach(([x, y], index) => {
      const wanted = ofC(x, y);
      if (Number.isFinite(wanted) && wanted !== 0) return;
      expect(actual[index], `pow(${x}, ${y})`).toBe(wanted);
    });
    await expectWithin(
      1.2,
      ...columns(pairs.filter((pair) => Number.isFinite(ofC(pair[0], pair[1])))),
    );
  });

  it.each(Object.entries(EXPANDED))('of the number %s is within %f ulp', async (text, ulp) => {
    const exponent = Number(text);
    const random = randomNumbers(text);
    const some = Array.from(
      { length: 1000 },
      () => 2 ** (60 * random() - 30) * (random() < 0.5 ? -1 : 1),
    );
    const x = Float32Array.from([...some, ...SPECIAL]);
    const graph = graphOf(x.length, exponent);
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const { y } = await runProgram(program, 'wasm', { x });
    const { y: reference } = interpret(graph, { x: { shape: [x.length], data: x } });
    x.forEach((value, index) => {
      const wanted = ofC(value, exponent);
      expect(
        ulpsApart(y[index], wanted),
        `pow(${value}, ${exponent}) is ${y[index]}`,
      ).toBeLessThanOrEqual(ulp);
      expect(reference.data[index]).toBe(Math.fround(wanted));
    });
  });
});

it('pow on WebGPU has the sign and the ends that C says', async ({ skip }) => {
  const { gpu } = await testGpu();
  if (gpu === undefined) skip();
  // A GPU may take denormals for 0.
  const numbers = SPECIAL.filter((value) => !(Math.abs(value) > 0 && Math.abs(value) < 2e-38));
  const pairs = numbers.flatMap((x) => numbers.map((y) => [x, y].map(Math.fround)));
  const actual = await evaluate(...columns(pairs), 'webgpu');
  pairs.forEach(([x, y], index) => {
    const wanted = Math.fround(ofC(x, y));
    const what = `pow(${x}, ${y}) is ${actual[index]}, not ${wanted}`;
    if (!Number.isFinite(wanted)) expect(actual[index], what).toBe(wanted);
    else if (Math.abs(wanted) >= 2 ** -125) {
      expect(Math.abs(actual[index] - wanted), what).toBeLessThanOrEqual(2e-6 * Math.abs(wanted));
    } else expect(Math.abs(actual[index] - wanted), what).toBeLessThanOrEqual(2 ** -126);
  });
});

/** The rules of Annex F one by one; elsewhere what logarithms in f64 say. */
function ofC(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const isWhole = y % 1 === 0;
  const sign = isWhole && Math.abs(y % 2) === 1 && (x < 0 || Object.is(x, -0)) ? -1 : 1;
  const distance = Math.abs(x);
  if (Math.abs(y) === Infinity) {
    if (distance === 1) return 1;
    return distance > 1 === y > 0 ? Infinity : 0;
  }
  if (distance === 0 || distance === Infinity) {
    return sign * (distance > 1 === y > 0 ? Infinity : 0);
  }
  if (x < 0 && !isWhole) return NaN;
  return sign * Math.pow(distance, y);
}

async function expectWithin(
  ulp: number,
  bases: readonly number[],
  exponents: readonly number[],
): Promise<void> {
  const actual = await evaluate(bases, exponents);
  const worst = { error: 0, what: '' };
  bases.forEach((x, index) => {
    const error = ulpsApart(actual[index], ofC(x, exponents[index]));
    const what = `pow(${x}, ${exponents[index]}) is ${actual[index]}`;
    if (error > worst.error) Object.assign(worst, { error, what });
  });
  expect(worst.error, worst.what).toBeLessThanOrEqual(ulp);
}

function columns(pairs: readonly (readonly number[])[]): [number[], number[]] {
  return [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
}

async function evaluate(
  bases: readonly number[],
  exponents: readonly number[],
  target: 'wasm' | 'webgpu' = 'wasm',
): Promise<Float32Array> {
  const program = await compileNetwork(graphOf(bases.length), { targets: [target] });
  const inputs = { x: Float32Array.from(bases), e: Float32Array.from(exponents) };
  return (await runProgram(program, target, inputs)).y as Float32Array;
}

/** x to the power of an input, or of a number. */
function graphOf(length: number, exponent?: number): Graph {
  const builder = new GraphBuilder('powers');
  const x = builder.input('x', f32(length));
  const e =
    exponent === undefined
      ? builder.input('e', f32(length))
      : builder.constant(constantData('e', { shape: [], data: Float32Array.of(exponent) }));
  builder.output('y', builder.add('pow', [x, e], {})[0]);
  return builder.finish();
}

/** Distance in units of the last place of the expected f32; denormals count by the smallest one. */
function ulpsApart(actual: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (!Number.isFinite(rounded) || rounded === 0) {
    return Object.is(actual, rounded) || Math.abs(actual - rounded) <= 2 ** -149 ? 0 : Infinity;
  }
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))));
  return Math.abs(actual - expected) / 2 ** (exponent - 23);
}
