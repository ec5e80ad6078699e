import { describe, expect, it } from 'vitest';
import type { FittedKernel } from '../../../bench/tilings/fit-rates.js';
import { fitRates } from '../../../bench/tilings/fit-rates.js';
import type { CostRates } from '../../../compiler/codegen/schedule/tiling/rates.js';
import { quantitiesOf, timeOf } from '../../../compiler/codegen/schedule/tiling/cost.js';
import type { TileWork } from '../../../compiler/codegen/schedule/tiling/tile-work.js';

const MACHINE: CostRates = {
  operations: 0.5,
  loads: 0.4,
  splats: 0.7,
  waits: 0.1,
  spills: 1.5,
  addresses: 9,
};

/** A product with sums of `turns` products, in tiles of `rows` × `vectors`. */
function product(turns: number, rows: number, vectors: number): TileWork {
  const tiles = Math.ceil(1000 / (rows * vectors));
  const results = rows * vectors;
  return {
    operations: tiles * turns * 2 * results,
    loads: tiles * turns * vectors,
    splats: tiles * turns * rows,
    waits: tiles * turns * Math.max(0, 8 - results),
    spills: tiles * turns * Math.max(0, results + rows + vectors - 14),
    addresses: tiles * (1 + rows),
    code: 0,
  };
}

/** Kernels of a machine whose clock they don't see, each in a memory of another speed. */
const KERNELS = [3, 9, 27, 81, 243].map((turns, memory): FittedKernel => ({
  tilings: [1, 2, 3, 4, 5, 6].flatMap((rows) =>
    [1, 2, 3, 4].map((vectors) => {
      const work = product(turns, rows, vectors);
      return { work, milliseconds: ((1 + memory) * timeOf(work, MACHINE)) / 3e6 };
    }),
  ),
}));

describe('fitting', () => {
  const rates = fitRates(KERNELS, quantitiesOf(MACHINE));

  it('finds rates that give the times of a machine it knows nothing of', () => {
    for (const { tilings } of KERNELS) {
      const errors = tilings.map(({ work, milliseconds }) => timeOf(work, rates) / milliseconds);
      expect(Math.max(...errors) / Math.min(...errors)).toBeLessThan(1.02);
    }
  });

  it('finds none below zero, also where another quantity explains more than all', () => {
    const inverted = KERNELS.map(({ tilings }) => ({
      tilings: tilings.map(({ work, milliseconds }) => ({
        work,
        milliseconds: milliseconds / (1 + work.spills / work.operations),
      })),
    }));
    const found = fitRates(inverted, quantitiesOf(MACHINE));
    expect(Math.min(...Object.values(found))).toBeGreaterThanOrEqual(0);
  });
});
