import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';

const SHAPES = [[1], [7], [3, 5], [2, 9, 4], [2, 5, 3, 6], [1, 8, 2, 2]];

export function* extremePositionCases(): Iterable<OpCase> {
  for (const op of ['argmax', 'argmin'] as const) {
    for (const shape of SHAPES) {
      for (let axis = -shape.length; axis < shape.length; axis++) {
        yield opCase(op, [operand(...shape)], { axis, keepdims: axis % 2 === 0 });
        yield opCase(op, [withTies(shape)], { axis, keepdims: axis % 2 !== 0 });
      }
    }
    yield opCase(op, [operand(1, 1000)], { axis: 1, keepdims: false });
    yield opCase(op, [operand(37, 1)], { axis: 0, keepdims: false });
  }
}

export function* topKCases(): Iterable<OpCase> {
  for (const shape of SHAPES) {
    for (const [axis, extent] of shape.entries()) {
      for (const k of new Set([1, Math.min(2, extent), extent])) {
        yield opCase('top_k', [operand(...shape)], { k, axis });
        yield opCase('top_k', [withTies(shape)], { k, axis: axis - shape.length });
      }
    }
  }
  yield opCase('top_k', [operand(1, 1000)], { k: 5, axis: 1 });
}

/** Of few different numbers, so that many are equal. */
function withTies(shape: readonly number[]): Operand {
  return { shape, values: [1, -2, 3, 3, 0, -0, 1] };
}
