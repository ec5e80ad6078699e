import type { Attributes } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Shape } from '../../../compiler/ir/types.js';
import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';
import { unaryForm } from './unary-form.js';

/** The ops of one operand, each with the attributes it is tried with. */
const UNARY = {
  relu: [{}],
  relu6: [{}],
  leaky_relu: [{ slope: 0.01 }, { slope: 0.2 }, { slope: -0.5 }, { slope: 0 }],
  elu: [{ alpha: 1 }, { alpha: 0.3 }, { alpha: 2.5 }],
  sigmoid: [{}],
  tanh: [{}],
  erf: [{}],
  exp: [{}],
  expm1: [{}],
  log: [{}],
  log1p: [{}],
  sqrt: [{}],
  floor: [{}],
  ceil: [{}],
  round: [{}],
  sign: [{}],
  abs: [{}],
  neg: [{}],
} satisfies Partial<Record<OpName, readonly Attributes[]>>;

const BINARY = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const;

export function* unaryCases(): Iterable<OpCase> {
  for (const [name, forms] of Object.entries(UNARY)) {
    const op = name as keyof typeof UNARY;
    for (const attributes of forms) yield* unaryForm(op, attributes);
  }
}

/** Bounds that are numbers, and tensors that broadcast, with or without each other. */
export function* clampCases(): Iterable<OpCase> {
  const number = (value: number): Operand => ({ ...weights(), values: [value] });
  for (const [min, max] of [
    [0, 1],
    [-0.1, 6],
    [2, 2],
    [-1e30, 1e-30],
  ]) {
    for (const shape of [[], [7], [1, 5, 3, 7], [2, 3, 1, 2, 3]]) {
      yield opCase('clamp', [operand(...shape), number(min), number(max)]);
    }
  }
  const wide = { range: { from: -9, to: 9 } };
  const low = { range: { from: -5, to: 0 } };
  const high = { range: { from: 0, to: 5 } };
  const whole = { element: 'i32' } as const;
  for (const as of [{}, whole]) {
    for (const [x, min, max] of [
      [[7], [7], [7]],
      [[2, 5, 3, 3], [5, 1, 1], []],
      [[1, 8, 2, 2], [], [1, 8, 1, 1]],
      [[4, 1], [3], [4, 3]],
      [[2], [3, 1], [2, 1, 1]],
    ]) {
      yield opCase('clamp', [
        { shape: x, ...wide, ...as },
        { shape: min, ...low, ...as },
        { shape: max, ...high, ...as },
      ]);
    }
    // Where the bounds cross, the upper one is right.
    yield opCase('clamp', [
      { shape: [9], ...wide, ...as },
      { shape: [9], ...wide, ...as },
      { shape: [9], ...wide, ...as },
    ]);
  }
  yield opCase('clamp', [
    { shape: [33], ...wide, ...whole },
    { ...number(-3), ...whole },
    { ...number(4), ...whole },
  ]);
}

/** Every pair of operands of rank 0 to 3 that broadcast to parts of [2,3,5], and some longer ones. */
export function* binaryCases(): Iterable<OpCase> {
  for (const op of BINARY) {
    const every = op === 'add' ? 1 : 7;
    const pairs = broadcastPairs().filter((_, index) => index % every === 0);
    for (const [a, b] of pairs) yield binary(op, a, b);
    yield binary(op, [1, 4, 6, 6], [1, 4, 6, 6]);
    yield binary(op, [2, 5, 3, 3], [5, 1, 1]);
    yield binary(op, [1, 5, 3, 3], [2, 1, 3, 3]);
    yield binary(op, [1, 8, 1, 1], [1, 8, 5, 4]);
    yield binary(op, [1, 3, 1, 4], [3, 2, 1]);
    yield binary(op, [2, 1, 3, 1, 2], [4, 1, 3, 1]);
    yield opCase(op, [operand(2, 3, 4), nonZero(weights(4))]);
    yield opCase(op, [operand(1, 5, 3, 3), nonZero(weights(1, 5, 1, 1))]);
    yield opCase(op, [operand(1, 5, 3, 3), nonZero(weights())]);
    yield opCase(op, [weights(5, 1, 1), nonZero(operand(1, 5, 3, 3))]);
  }
}

function binary(op: OpName, a: Shape, b: Shape): OpCase {
  return opCase(op, [operand(...a), nonZero(operand(...b))]);
}

/** Away from zero, so that a quotient is not decided by rounding. */
function nonZero<T extends object>(side: T) {
  return { ...side, range: { from: 0.5, to: 3 } };
}

function broadcastPairs(): [Shape, Shape][] {
  const full = [2, 3, 5];
  const shapes: Shape[] = [];
  for (let rank = 0; rank <= full.length; rank++) {
    const extents = full.slice(full.length - rank);
    for (let ones = 0; ones < 2 ** rank; ones++) {
      shapes.push(extents.map((extent, axis) => ((ones >> axis) & 1 ? 1 : extent)));
    }
  }
  return shapes.flatMap((a) => shapes.map((b): [Shape, Shape] => [a, b]));
}
