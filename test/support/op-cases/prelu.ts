import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';

/** One slope, and one per channel, where columns are as many, too. */
export function* preluCases(): Iterable<OpCase> {
  for (const shape of [
    [2, 5],
    [3, 4, 7],
    [1, 5, 3, 7],
    [1, 8, 3, 3],
    [2, 3, 3, 3],
    [1, 2, 3, 1, 2],
  ]) {
    yield opCase('prelu', [operand(...shape), weights(1)]);
    yield opCase('prelu', [operand(...shape), weights(shape[1])]);
  }
  yield opCase('prelu', [operand(7), weights(1)]);
  yield opCase('prelu', [operand(1, 6, 2, 2), operand(6)]);
}
