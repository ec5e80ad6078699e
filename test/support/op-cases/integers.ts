import type { Attributes } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { ElementType } from '../../../compiler/ir/types.js';
import { ELEMENT_TYPES } from '../../../compiler/ir/types.js';
import type { OpCase, Operand } from './case.js';
import { opCase } from './case.js';

const INTEGERS = ['i32', 'u8', 'bool'] as const;

/** Where sums and products wrap around. */
const EXTREME = [2 ** 31 - 1, -(2 ** 31), 123456789, -1, 65537, 0, -987654321];
/** Around what an i32, an u8 and a bool can be, beside what is no number. A GPU may take denormals for 0. */
const ODD = [
  ...[NaN, Infinity, -Infinity, -0, 0, 0.9, -0.9, 2.5, -1.5, 255.5, 256, 300.7],
  ...[2147483520, 2147483648, 3e9, -2147483648, -3e9, 1e-30, 16777217],
];

function of(element: ElementType, ...shape: number[]): Operand {
  return { shape, element };
}

export function* integerArithmeticCases(): Iterable<OpCase> {
  for (const op of ['add', 'sub', 'mul', 'maximum', 'minimum'] as const) {
    yield opCase(op, [of('i32', 7), of('i32', 7)]);
    yield opCase(op, [of('i32', 2, 5, 3, 3), of('i32', 5, 1, 1)]);
    yield opCase(op, [of('i32', 1, 8, 2, 2), of('i32')]);
    yield opCase(op, [of('i32', 4, 3), { ...of('i32', 3), constant: true }]);
    yield opCase(op, [of('i32', 5), { ...of('i32'), constant: true }]);
    const extremes = { ...of('i32', 7, 7), values: EXTREME };
    yield opCase(op, [extremes, { ...of('i32', 7, 1), values: EXTREME }]);
  }
  for (const op of ['abs', 'neg'] as const) {
    yield opCase(op, [{ ...of('i32', 7, 3), values: EXTREME }]);
    yield opCase(op, [of('i32', 1, 5, 3, 3)]);
  }
  yield* quotientCases();
}

/** Numbers whose sums and products wrap around, again and again. */
function wrapping(...shape: number[]): Operand {
  return { ...of('i32', ...shape), values: EXTREME };
}

const WINDOW = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: false };
const SAME = { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] };
const STEP = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1] };

/** Reductions: short and long, in vectors and of single elements, in tiles and by the invocations of a workgroup. */
export function* integerReductionCases(): Iterable<OpCase> {
  const constant = (x: Operand): Operand => ({ ...x, constant: true });
  for (const x of [wrapping, (...shape: number[]) => of('i32', ...shape)]) {
    for (const [a, b] of [
      [
        [3, 4],
        [4, 5],
      ],
      [
        [1, 300],
        [300, 3],
      ],
      [
        [2, 3, 4],
        [2, 4, 8],
      ],
      [
        [75, 99],
        [99, 36],
      ],
    ]) {
      yield opCase('matmul', [x(...a), x(...b)], { axis: -1 });
      yield opCase('matmul', [x(...a), constant(x(...b))], { axis: -1 });
    }
    yield opCase('matmul', [x(1, 8, 3, 5), constant(x(8, 7))], { axis: 1 });
    for (const [shape, features] of [
      [[1, 300], 4],
      [[3, 33], 17],
      [[2, 3, 6], 4],
      [[5], 3],
    ] as const) {
      const weight = constant(x(features, shape[shape.length - 1]));
      yield opCase('linear', [x(...shape), weight]);
      yield opCase('linear', [x(...shape), weight, constant(x(features))]);
    }
    yield opCase('bias', [x(1, 5, 3, 3), constant(x(5))]);
    for (const shape of [
      [1, 8, 6, 6],
      [2, 3, 7, 5],
      [1, 16, 24, 24],
    ]) {
      yield opCase('max_pool', [x(...shape)], { ...WINDOW, dilations: [1, 1] });
      yield opCase('max_pool', [x(...shape)], { ...WINDOW, ...SAME, dilations: [1, 1] });
      yield opCase('global_max_pool', [x(...shape)]);
    }
    yield* integerConvolutionCases(x, constant);
  }
}

function* integerConvolutionCases(
  x: (...shape: number[]) => Operand,
  constant: (x: Operand) => Operand,
): Iterable<OpCase> {
  const beyond = (each: OpCase): OpCase => ({ ...each, isBeyondOnnx: true });
  const whole = { groups: 1, winograd: 4 };
  const picture = x(1, 8, 9, 9);
  const bias = constant(x(16));
  yield beyond(opCase('conv2d', [picture, constant(x(16, 8, 3, 3)), bias], { ...STEP, ...whole }));
  yield beyond(opCase('conv2d', [picture, constant(x(3, 8, 3, 3))], { ...STEP, ...whole }));
  const grouped = { ...STEP, groups: 2, winograd: 4 };
  yield beyond(opCase('conv2d', [picture, constant(x(16, 4, 3, 3)), bias], grouped));
  yield beyond(opCase('depthwise_conv2d', [picture, constant(x(8, 1, 3, 3))], STEP));
  const painted = { ...STEP, ...whole, strides: [2, 2], output_padding: [0, 1] };
  yield beyond(opCase('conv_transpose2d', [picture, constant(x(8, 16, 3, 3)), bias], painted));
}

/** Divisors at which ONNX Runtime stops are not among them: see `division.test.ts`. */
function* quotientCases(): Iterable<OpCase> {
  const dividends = { ...of('i32', 11), values: [...EXTREME, 7, -7, 8, -8] };
  for (const shape of [[7], [2, 5, 3, 3], [1, 8, 2, 2]]) {
    yield opCase('div', [
      of('i32', ...shape),
      { ...of('i32', ...shape), range: { from: 1, to: 9 } },
    ]);
  }
  const divisors = [1, 2, -2, 3, -3, 7, 65537, 2 ** 31 - 1, -(2 ** 31), -123456789];
  yield opCase('div', [dividends, { ...of('i32', 10, 1), values: divisors }]);
  yield opCase('div', [
    { ...of('i32', 10), values: divisors },
    { ...of('i32'), values: [-4] },
  ]);
  for (const divisor of [3, -65537]) {
    yield opCase('div', [dividends, { ...of('i32'), values: [divisor], constant: true }]);
  }
}

export function* comparisonCases(): Iterable<OpCase> {
  const ordered = ['greater', 'greater_equal', 'less', 'less_equal'] as const;
  for (const op of ['equal', 'not_equal', ...ordered] as const) {
    const isOrdered = op !== 'equal' && op !== 'not_equal';
    for (const element of isOrdered ? (['f32', 'i32', 'u8'] as const) : ELEMENT_TYPES) {
      const range = element === 'bool' ? undefined : { from: 0, to: 3.99 };
      yield opCase(op, [
        { ...of(element, 3, 7), ...(range && { range }) },
        { ...of(element, 7), ...(range && { range }) },
      ]);
      yield opCase(op, [of(element, 1, 5, 3, 3), of(element, 5, 1, 1)]);
      yield opCase(op, [of(element, 6), { ...of(element), constant: true }]);
    }
    const odd = { ...of('f32', 19, 1), values: ODD };
    yield opCase(op, [odd, { ...of('f32', 19), values: ODD }]);
    const extremes = { ...of('i32', 7, 1), values: EXTREME };
    yield opCase(op, [extremes, { ...of('i32', 7), values: EXTREME }]);
  }
}

export function* logicalCases(): Iterable<OpCase> {
  for (const op of ['logical_and', 'logical_or', 'logical_xor'] as const) {
    yield opCase(op, [
      { ...of('bool', 2, 2), values: [0, 1] },
      { ...of('bool', 2, 1), values: [0, 1] },
    ]);
    yield opCase(op, [of('bool', 3, 7), of('bool', 7)]);
    yield opCase(op, [of('bool', 1, 5, 3, 3), of('bool', 5, 1, 1)]);
    yield opCase(op, [of('bool', 6), { ...of('bool'), constant: true }]);
  }
  for (const shape of [[], [7], [1, 5, 3, 3]]) yield opCase('logical_not', [of('bool', ...shape)]);
}

export function* whereCases(): Iterable<OpCase> {
  for (const element of ELEMENT_TYPES) {
    yield opCase('where', [of('bool', 7), of(element, 7), of(element, 7)]);
    yield opCase('where', [of('bool', 2, 1, 3), of(element, 5, 1), of(element, 5, 3)]);
    yield opCase('where', [of('bool', 1, 5, 2, 2), of(element, 5, 1, 1), of(element)]);
  }
  const odd = { ...of('f32', 19), values: ODD };
  yield opCase('where', [of('bool', 19), odd, of('f32', 1)]);
}

export function* castCases(): Iterable<OpCase> {
  for (const from of ELEMENT_TYPES) {
    for (const to of ELEMENT_TYPES) {
      yield opCase('cast', [of(from, 7)], { to });
      yield opCase('cast', [of(from, 1, 5, 3, 3)], { to });
    }
  }
  for (const to of ELEMENT_TYPES) {
    yield opCase('cast', [{ ...of('f32', 19), values: ODD }], { to });
    yield opCase('cast', [{ ...of('i32', 8), values: [...EXTREME, 511] }], { to });
  }
}

const MOVING: readonly (readonly [OpName, readonly number[], Attributes])[] = [
  ['reshape', [2, 3, 4], { shape: [4, 6] }],
  ['flatten', [2, 3, 4], { axis: 1 }],
  ['transpose', [2, 3, 4], { permutation: [2, 0, 1] }],
  ['split', [2, 9], { axis: 1, sizes: [4, 5] }],
  ['slice', [2, 9], { axes: [1], starts: [7], lengths: [3], steps: [-2] }],
  ['pad', [1, 3, 4, 5], { pads: [0, 0, 1, 2, 0, 0, 3, 0], value: 1 }],
  ['reflection_pad', [1, 2, 4, 3], { pads: [0, 0, 2, 1, 0, 0, 1, 2] }],
  [
    'resize',
    [1, 3, 2, 3],
    {
      factors: [2, 1, 4, 3],
      mode: 'nearest',
      coordinates: 'asymmetric',
      rounding: 'floor',
      cubic: 0,
    },
  ],
];

/** Elements are moved whatever they are. */
export function* integerMovementCases(): Iterable<OpCase> {
  for (const element of INTEGERS) {
    for (const [op, shape, attributes] of MOVING) {
      yield opCase(op, [of(element, ...shape)], attributes);
    }
    yield opCase('concat', [of(element, 1, 3, 2, 2), of(element, 1, 5, 2, 2)], { axis: 1 });
    yield opCase('concat', [of(element, 3), { ...of(element, 2), constant: true }], { axis: 0 });
  }
}
