import { describe, expect, it } from 'vitest';
import {
  transformByColumns,
  transformByRows,
  winogradMatrices,
} from '../../../compiler/codegen/lower/winograd-transforms.js';
import type { Transformed } from '../../../compiler/codegen/lower/winograd-transforms.js';
import type { Scalar } from '../../../compiler/codegen/compute.js';
import { number } from '../../../compiler/codegen/compute.js';

const FILTER = [0.3, -1.7, 2.9];
const INPUT = [1.1, -0.4, 2.3, 0.7, -1.9, 0.6];

const multiply = (matrix: readonly (readonly number[])[], x: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * x[index], 0));

describe.each([2, 4])('F(%i, 3)', (tile) => {
  const { weight, input, output } = winogradMatrices(tile);
  const data = INPUT.slice(0, tile + 2);

  it('is the correlation with three taps', () => {
    const points = multiply(input, data);
    const products = multiply(weight, FILTER).map((factor, point) => factor * points[point]);
    const expected = Array.from({ length: tile }, (_, at) =>
      FILTER.reduce((sum, tap, index) => sum + tap * data[at + index], 0),
    );
    multiply(output, products).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at], 12);
    });
  });

  it('gives its matrices with the sums that pairs of points share', () => {
    for (const [matrix, x, transformed] of [
      [weight, FILTER, transformByRows(weight, FILTER.map(number), 't')],
      [input, data, transformByRows(input, data.map(number), 't')],
      [output, data, transformByColumns(output, data.map(number), 't')],
    ] as const) {
      const expected = multiply(matrix, x);
      valuesOf(transformed).forEach((value, row) => {
        // Coefficients are rounded to f32 where they are not exact.
        expect(value).toBeCloseTo(expected[row], 6);
      });
    }
  });
});

function valuesOf({ steps, values }: Transformed): number[] {
  const results = new Map<string, number>();
  const evaluate = (expression: Scalar): number => {
    if (expression.kind === 'number') return expression.value;
    if (expression.kind === 'result') return results.get(expression.name) ?? NaN;
    if (expression.kind !== 'binary') throw new Error(`a transform has no ${expression.kind}`);
    const [a, b] = [evaluate(expression.a), evaluate(expression.b)];
    return { add: a + b, sub: a - b, mul: a * b, div: NaN, min: NaN, max: NaN }[expression.op];
  };
  for (const { name, value } of steps) results.set(name, evaluate(value));
  return values.map(evaluate);
}
