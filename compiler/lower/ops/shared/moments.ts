import type { Intermediate, Reduction, Scalar } from '../../formulas/compute.js';
import { binary, number, result, select, unary } from '../../formulas/compute.js';
import type { Variable } from '../../formulas/index-expr.js';

/**
 * Mean and variance as reductions. The variance comes from the mean of (x − mean)², which does not cancel as
 * that of x² − mean² would.
 *
 * Squares of 2^64 and more are infinite. Where theirs are, they are taken once more of all that is measured
 * in units of 2^80, whose squares vanish only beside such. That is an accumulator for large numbers, as
 * in Blue 1978, "A Portable Fortran Program to Find the Euclidean Norm of a Vector".
 */

/** A 1 in the unit of what is far from 0, and how large a sum of squares may be in the other. */
export const FAR = 2 ** -80;
const LARGEST = 3e38;
const EXCESS = binary('sub', result('squares'), number(LARGEST));

/**
 * `mean`, from the distances to the first element, so that it is exact where all are the same. Half of
 * each is divided before they are added, so that all of this is finite.
 */
export function meanOf(
  axes: readonly Variable[],
  element: (at: readonly (Variable | number)[]) => Scalar,
): Reduction[] {
  const count = axes.reduce((product, axis) => product * (axis.max + 1), 1);
  const first = element(axes.map(() => 0));
  const part = (x: Scalar): Scalar => times(x, 1 / (2 * count));
  return [
    sum('share', [], part(first)),
    sum('apart', axes, minus(part(element(axes)), result('share'))),
    sum('mean', [], times(binary('add', times(first, 1 / 2), result('apart')), 2)),
  ];
}

/** The sum of squares of what `of` measures, as it is, and where that is too large in units of 2^80. */
export function sumsOfSquares(
  axes: readonly Variable[],
  squares: (of: (x: Scalar) => Scalar) => readonly Scalar[],
): Reduction[] {
  const [near, far] = [(x: Scalar) => x, (x: Scalar) => times(x, FAR)].map((of) =>
    squares(of).reduce((one, other) => binary('add', one, other)),
  );
  return [sum('squares', axes, near), { ...sum('squares_far', axes, far), neededWhere: EXCESS }];
}

/** Where the squares are too large, and not where they are NaN, which is what comes out. */
export function ifFar(far: Scalar, near: Scalar): Scalar {
  return select('gt', [EXCESS, number(0)], far, near);
}

/** What elements are normalised by: one in the unit that they are measured in, their mean in that, and a factor. */
export interface Measured {
  readonly unit: Scalar;
  readonly mean: Scalar;
  readonly scale: Scalar;
}

/**
 * From `mean` and `squares`, a sum of `count`; the factor is gain / √(variance + ε). Beside squares so large
 * no ε can be seen.
 */
export function measured(gain: Scalar, epsilon: number, count: number): Measured {
  const variance = (squares: string): Scalar => times(result(squares), 1 / count);
  const near = binary('add', variance('squares'), number(epsilon));
  return {
    unit: ifFar(number(FAR), number(1)),
    mean: ifFar(times(result('mean'), FAR), result('mean')),
    scale: binary('div', gain, unary('sqrt', ifFar(variance('squares_far'), near))),
  };
}

/** The same as intermediates, found once for all elements, and what stands for them then. */
export function namedMeasures({ unit, mean, scale }: Measured): {
  readonly intermediates: readonly Intermediate[];
  readonly named: Measured;
} {
  return {
    intermediates: [
      { name: 'unit', value: unit },
      { name: 'middle', value: mean },
      { name: 'scale', value: scale },
    ],
    named: { unit: result('unit'), mean: result('middle'), scale: result('scale') },
  };
}

/** (x − mean) · scale */
export function normalisedElement(x: Scalar, { unit, mean, scale }: Measured): Scalar {
  return binary('mul', minus(binary('mul', x, unit), mean), scale);
}

function sum(name: string, axes: readonly Variable[], body: Scalar): Reduction {
  return { name, axes, combine: 'sum', body, domain: [] };
}

export function times(x: Scalar, factor: number): Scalar {
  return binary('mul', x, number(Math.fround(factor)));
}

export function minus(a: Scalar, b: Scalar): Scalar {
  return binary('sub', a, b);
}

export function square(x: Scalar): Scalar {
  return binary('mul', x, x);
}
