import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';

export function* linearCases(): Iterable<OpCase> {
  for (const [x, outputs] of [
    [[1, 1], 1],
    [[1, 10], 7],
    [[3, 16], 8],
    [[4, 33], 17],
    [[5], 3],
    [[2, 3, 6], 4],
    [[1, 2, 3, 9], 5],
    [[1, 150], 48],
    [[3, 129], 20],
  ] as const) {
    const weight = weights(outputs, x[x.length - 1]);
    yield opCase('linear', [operand(...x), weight]);
    yield opCase('linear', [operand(...x), weight, weights(outputs)]);
  }
}

export function* matmulCases(): Iterable<OpCase> {
  for (const [a, b] of [
    [
      [1, 1],
      [1, 1],
    ],
    [
      [3, 4],
      [4, 5],
    ],
    [
      [1, 17],
      [17, 9],
    ],
    [
      [8, 8],
      [8, 8],
    ],
    [
      [2, 3, 4],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [3, 4],
      [2, 4, 5],
    ],
    [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
    [
      [1, 2, 3, 4],
      [3, 1, 4, 6],
    ],
    // Large enough to be staged in tiles on a GPU.
    [
      [64, 64],
      [64, 64],
    ],
    [
      [75, 99],
      [99, 36],
    ],
    [
      [3, 39, 60],
      [3, 60, 41],
    ],
  ]) {
    yield opCase('matmul', [operand(...a), operand(...b)], { axis: -1 });
    yield opCase('matmul', [operand(...a), weights(...b)], { axis: a.length - 1 });
  }
  for (const [a, axis] of [
    [[4, 3], 0],
    [[2, 4, 5], 1],
    [[2, 4, 5], -2],
    [[4, 2, 5], 0],
    [[1, 4, 3, 5], 1],
    [[2, 4, 6, 6], -3],
    [[2, 3, 4, 5], 2],
  ] as const) {
    yield opCase('matmul', [operand(...a), weights(4, 7)], { axis });
    yield opCase('matmul', [operand(...a), operand(4, 2)], { axis });
  }
}
