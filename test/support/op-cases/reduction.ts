import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';

/** Every choice of axes of small shapes, and lines long enough to be shared out among a workgroup on a GPU. */
function* reductionCases(op: OpName, elementsOf = plain): Iterable<OpCase> {
  for (const shape of [[5], [1], [4, 5], [2, 3, 7], [2, 5, 3, 4], [1, 3, 2, 2, 3]]) {
    for (let chosen = 0; chosen < 2 ** shape.length; chosen++) {
      const axes = [...shape.keys()].filter((axis) => (chosen >> axis) % 2 === 1);
      yield opCase(op, [elementsOf(shape)], { axes, keepdims: chosen % 3 !== 0 });
    }
  }
  for (const [shape, axes] of [
    [[3, 100], [1]],
    [[9, 4], [1]],
    [[5, 8], [1]],
    [[100, 6], [0]],
    [[2, 70, 6], [1]],
    [
      [1, 9, 13, 12],
      [2, 3],
    ],
    [[2, 24, 5, 7], [1]],
    [
      [1, 24, 9, 8],
      [1, 2, 3],
    ],
  ] as const) {
    yield opCase(op, [elementsOf(shape)], { axes, keepdims: false });
  }
}

export const reduceSumCases = (): Iterable<OpCase> => withIntegers('reduce_sum', 2 ** 24);
export const reduceMeanCases = (): Iterable<OpCase> => reductionCases('reduce_mean');
export const reduceMaxCases = (): Iterable<OpCase> => withIntegers('reduce_max');
export const reduceMinCases = (): Iterable<OpCase> => withIntegers('reduce_min');
export const reduceL2Cases = (): Iterable<OpCase> => reductionCases('reduce_l2');
export const reduceVarianceCases = (): Iterable<OpCase> => reductionCases('reduce_variance');
export const reduceLogSumExpCases = (): Iterable<OpCase> => reductionCases('reduce_log_sum_exp');
/** Around 1, so that products of hundreds are neither vanishing nor infinite. */
export function* reduceProductCases(): Iterable<OpCase> {
  yield* reductionCases('reduce_product', (shape) => ({ shape, range: { from: 0.97, to: 1.03 } }));
  yield* integerCases('reduce_product', 9);
}

function* withIntegers(op: OpName, most = 2 ** 31 - 1): Iterable<OpCase> {
  yield* reductionCases(op);
  yield* integerCases(op, most);
}

/** No sum reaches 2³¹: ONNX Runtime 1.30 holds it there where all of a tensor is summed. */
function* integerCases(op: OpName, most: number): Iterable<OpCase> {
  for (const [shape, axes] of [
    [[7], [0]],
    [[3, 100], [1]],
    [[100, 6], [0]],
    [
      [2, 5, 3, 4],
      [1, 3],
    ],
  ] as const) {
    const range = { from: -most, to: most };
    yield opCase(op, [{ shape, range, element: 'i32' }], { axes, keepdims: true });
  }
}

function plain(shape: readonly number[]): Operand {
  return operand(...shape);
}
