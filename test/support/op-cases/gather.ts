import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';

const TABLES = [[5], [7, 3], [3, 8], [2, 5, 4], [1, 6, 3, 5], [2, 8, 2, 3]];
function integers(from: number, to: number, ...shape: number[]): Operand {
  return { shape, range: { from, to }, element: 'i32' };
}

const INDICES = [[], [1], [4], [2, 3]];

/** Indices from both ends. What lies outside is not for ONNX Runtime, which refuses it. */
export function* gatherCases(): Iterable<OpCase> {
  for (const table of TABLES) {
    for (const [axis, extent] of table.entries()) {
      for (const shape of INDICES) {
        const indices = integers(-extent, extent - 1, ...shape);
        yield opCase('gather', [operand(...table), indices], { axis });
      }
      const some: Operand = { ...integers(-extent, extent - 1, 3), constant: true };
      yield opCase('gather', [operand(...table), some], { axis: axis - table.length });
      yield opCase('gather', [weights(...table), integers(0, extent - 1, 5)], { axis });
      const element = (['i32', 'u8', 'bool'] as const)[axis % 3];
      yield opCase('gather', [{ shape: table, element }, integers(-extent, extent - 1, 2)], {
        axis,
      });
    }
  }
}

export function* gatherElementsCases(): Iterable<OpCase> {
  for (const table of TABLES) {
    for (const [axis, extent] of table.entries()) {
      for (const count of new Set([1, 3, extent])) {
        const indices = integers(-extent, extent - 1, ...table.with(axis, count));
        yield opCase('gather_elements', [operand(...table), indices], { axis });
      }
    }
  }
}

export function* embeddingCases(): Iterable<OpCase> {
  for (const [count, size] of [
    [1, 1],
    [3, 5],
    [10, 4],
    [9, 16],
    [6, 23],
    [5, 64],
  ]) {
    for (const shape of [[], [1], [7], [1, 6], [2, 3]]) {
      yield opCase('embedding', [integers(-count, count - 1, ...shape), weights(count, size)]);
    }
    yield opCase('embedding', [integers(0, count - 1, 3), operand(count, size)]);
  }
}
