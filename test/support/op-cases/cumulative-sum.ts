import type { OpCase } from './case.js';
import { opCase, operand } from './case.js';

/** Every axis from either end, both ways, and lines that are longer than a vector. */
export function* cumulativeSumCases(): Iterable<OpCase> {
  for (const shape of [[1], [7], [3, 5], [2, 9, 4], [2, 5, 3, 6], [1, 8, 2, 2], [1, 3, 2, 2, 3]]) {
    for (let axis = -shape.length; axis < shape.length; axis++) {
      for (const exclusive of [false, true]) {
        for (const reverse of [false, true]) {
          yield opCase('cumulative_sum', [operand(...shape)], { axis, exclusive, reverse });
        }
      }
    }
  }
  yield opCase('cumulative_sum', [operand(2, 100)], { axis: 1, exclusive: false, reverse: false });
  yield opCase('cumulative_sum', [operand(70, 3)], { axis: 0, exclusive: true, reverse: true });
  for (const reverse of [false, true]) {
    const range = { from: -(2 ** 31 - 1), to: 2 ** 31 - 1 };
    const x = { shape: [3, 9], range, element: 'i32' } as const;
    yield opCase('cumulative_sum', [x], { axis: 1, exclusive: false, reverse });
  }
}
