import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Matrix } from '../../compiler/ir/ops/shared/toom-cook.js';
import { winogradMatrices } from '../../compiler/ir/ops/shared/toom-cook.js';
import { KERNEL_TAPS, TILES } from '../support/winograd-forms.js';

const multiply = (matrix: Matrix, x: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * x[index], 0));

describe.each(TILES)('F(%i, r)', (tile) => {
  it.each(KERNEL_TAPS)('with r = %i is the correlation with r taps', (taps) => {
    const { weight, input, output } = winogradMatrices(tile, taps);
    const numbers = (count: number) =>
      fc.array(fc.integer({ min: -8, max: 8 }), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(numbers(taps), numbers(tile + taps - 1), (filter, data) => {
        const points = multiply(input, data);
        const products = multiply(weight, filter).map((factor, at) => factor * points[at]);
        multiply(output, products).forEach((value, at) => {
          const expected = filter.reduce((sum, tap, index) => sum + tap * data[at + index], 0);
          // Exact but for the divisions in G, in 53 bits.
          expect(value).toBeCloseTo(expected, 8);
        });
      }),
    );
  });
});

test('one output of one tap is one multiplication', () => {
  expect(winogradMatrices(1, 1)).toEqual({ weight: [[1]], input: [[1]], output: [[1]] });
});
