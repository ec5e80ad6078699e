import { describe, expect, it } from 'vitest';
import {
  transformByColumns,
  transformByRows,
} from '../../../../compiler/lower/ops/winograd/transforms.js';
import type { Transformed } from '../../../../compiler/lower/ops/winograd/transforms.js';
import type { Scalar } from '../../../../compiler/lower/formulas/compute.js';
import { number } from '../../../../compiler/lower/formulas/compute.js';
import { winogradMatrices } from '../../../../compiler/ir/ops/shared/toom-cook.js';
import { KERNEL_TAPS, TILES } from '../../../support/winograd-forms.js';

const NUMBERS = [1.1, -0.4, 2.3, 0.7, -1.9, 0.6, 1.4, -0.8, 0.5, -1.2];

const multiply = (matrix: readonly (readonly number[])[], x: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * x[index], 0));

describe.each(TILES)('F(%i, r)', (tile) => {
  it.each(KERNEL_TAPS)('r = %i: gives its matrices with the sums that pairs share', (taps) => {
    const { weight, input, output } = winogradMatrices(tile, taps);
    const filter = NUMBERS.slice(0, taps);
    const data = NUMBERS.slice(0, tile + taps - 1);
    for (const [matrix, x, transformed] of [
      [weight, filter, transformByRows(weight, filter.map(number), 't')],
      [input, data, transformByRows(input, data.map(number), 't')],
      [output, data, transformByColumns(output, data.map(number), 't')],
    ] as const) {
      const expected = multiply(matrix, x);
      valuesOf(transformed).forEach((value, row) => {
        // Coefficients are rounded to f32 where they are not exact.
        expect(Math.abs(value - expected[row])).toBeLessThan(
          1e-6 * Math.max(1, sizeOf(matrix[row], x)),
        );
      });
    }
  });
});

/** Σ |factor · x| */
function sizeOf(row: readonly number[], x: readonly number[]): number {
  return row.reduce((sum, factor, index) => sum + Math.abs(factor * x[index]), 0);
}

function valuesOf({ intermediates, values }: Transformed): number[] {
  const results = new Map<string, number>();
  const evaluate = (expression: Scalar): number => {
    if (expression.kind === 'number') return expression.value;
    if (expression.kind === 'result') return results.get(expression.name) ?? NaN;
    if (expression.kind !== 'binary') throw new Error(`a transform has no ${expression.kind}`);
    const [a, b] = [evaluate(expression.a), evaluate(expression.b)];
    const { op } = expression;
    if (op !== 'add' && op !== 'sub' && op !== 'mul') throw new Error(`a transform has no ${op}`);
    return { add: a + b, sub: a - b, mul: a * b }[op];
  };
  for (const { name, value } of intermediates) results.set(name, evaluate(value));
  return values.map(evaluate);
}
