import { SCATTER_REDUCTIONS } from '../../../compiler/ir/ops/shared/scatter.js';
import type { OpCase, Operand } from './case.js';
import { opCase } from './case.js';

/** Indices from both ends, again and again: of five places the updates of some meet. */
function indices(extent: number, ...shape: number[]): Operand {
  return { shape, element: 'i32', range: { from: -extent, to: extent - 1 } };
}

/** Away from zero, so that no product vanishes. */
const FACTORS = { from: 0.5, to: 2 };
/** Numbers whose sums and products wrap around. */
const EXTREME = [2 ** 31 - 1, -(2 ** 31), 123456789, -1, 65537, 0, -987654321];

function data(shape: readonly number[], element: 'f32' | 'i32'): Operand {
  return element === 'f32' ? { shape, range: FACTORS } : { shape, element, values: EXTREME };
}

export function* scatterElementsCases(): Iterable<OpCase> {
  const shapes: readonly (readonly [
    x: readonly number[],
    indices: readonly number[],
    axis: number,
  ])[] = [
    [[5], [9], 0],
    [[7, 3], [7, 5], 1],
    [[7, 3], [2, 2], 0],
    [[3, 8], [3, 11], -1],
    [[2, 5, 4], [1, 7, 3], 1],
    [[1, 6, 3, 5], [1, 4, 3, 5], 1],
    [[2, 8, 2, 3], [2, 8, 3, 3], 2],
    [[3, 1], [3, 4], 1],
  ];
  for (const [index, [x, at, axis]] of shapes.entries()) {
    for (const element of ['f32', 'i32'] as const) {
      for (const reduction of index < 3 ? SCATTER_REDUCTIONS : SCATTER_REDUCTIONS.slice(0, 2)) {
        yield opCase(
          'scatter_elements',
          [data(x, element), indices(x.at(axis) ?? 0, ...at), data(at, element)],
          { axis, reduction },
        );
      }
    }
  }
  const [x, at] = [{ shape: [4, 3] }, { ...indices(4, 2, 3), constant: true as const }];
  yield opCase('scatter_elements', [x, at, { shape: [2, 3], constant: true }], {
    axis: 0,
    reduction: 'none',
  });
}

export function* scatterNdCases(): Iterable<OpCase> {
  const shapes: readonly (readonly [x: readonly number[], indices: readonly number[]])[] = [
    [[5], [9, 1]],
    [[5], [1]],
    [
      [7, 3],
      [4, 1],
    ],
    [
      [7, 3],
      [2, 5, 2],
    ],
    [
      [4, 5, 6],
      [6, 2],
    ],
    [
      [1, 6, 3, 5],
      [3, 2],
    ],
    [
      [2, 8, 2, 3],
      [20, 4],
    ],
    [
      [3, 1, 2],
      [4, 3],
    ],
  ];
  for (const [index, [x, at]] of shapes.entries()) {
    const depth = at[at.length - 1];
    const updates = [...at.slice(0, -1), ...x.slice(depth)];
    const entries = Math.min(...x.slice(0, depth));
    for (const element of ['f32', 'i32'] as const) {
      for (const reduction of index < 3 ? SCATTER_REDUCTIONS : SCATTER_REDUCTIONS.slice(0, 2)) {
        yield opCase(
          'scatter_nd',
          [data(x, element), indices(entries, ...at), data(updates, element)],
          { reduction },
        );
      }
    }
  }
}
