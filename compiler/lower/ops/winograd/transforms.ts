import type { Matrix } from '../../../ir/ops/shared/toom-cook.js';
import { isMirror } from '../../../ir/ops/shared/toom-cook.js';
import type { Scalar, Intermediate } from '../../formulas/compute.js';
import { binary, number, result } from '../../formulas/compute.js';

/** Results of a transform, and what has to be computed on the way, in order. */
export interface Transformed {
  readonly intermediates: readonly Intermediate[];
  readonly values: readonly Scalar[];
}

/**
 * matrix · x. Points come in pairs ±p, for which the rows of G and Bᵀ differ only in the sign of every
 * other coefficient: the two share an even part e and an odd part o and are e + o and e − o. `x` are
 * values that cost nothing to name again; the intermediates' names begin with `name`.
 */
export function transformByRows(matrix: Matrix, x: readonly Scalar[], name: string): Transformed {
  const intermediates: Intermediate[] = [];
  const values = matrix.map((row, index): Scalar => {
    const previous = index === 0 ? undefined : matrix[index - 1];
    if (previous !== undefined && isMirror(row, previous)) {
      return binary('sub', result(`${name}_even${index - 1}`), result(`${name}_odd${index - 1}`));
    }
    if (index + 1 === matrix.length || !isMirror(matrix[index + 1], row)) return combine(row, x);
    const sign = parityOf(row, matrix[index + 1]);
    const even = row.map((coefficient, column) => (sign[column] ? 0 : coefficient));
    const odd = row.map((coefficient, column) => (sign[column] ? coefficient : 0));
    intermediates.push({ name: `${name}_even${index}`, value: combine(even, x) });
    intermediates.push({ name: `${name}_odd${index}`, value: combine(odd, x) });
    return binary('add', result(`${name}_even${index}`), result(`${name}_odd${index}`));
  });
  return { intermediates, values };
}

/**
 * matrix · x for Aᵀ, where a pair of points is a pair of columns: rows see the sum or the difference
 * of the two values.
 */
export function transformByColumns(
  matrix: Matrix,
  x: readonly Scalar[],
  name: string,
): Transformed {
  const column = (index: number): number[] => matrix.map((row) => row[index]);
  const intermediates: Intermediate[] = [];
  const terms: { readonly values: (row: number) => Scalar; readonly column: number }[] = [];
  for (let index = 0; index < x.length; index++) {
    const [own, next] = [column(index), index + 1 < x.length ? column(index + 1) : []];
    if (next.length === 0 || !isMirror(own, next)) {
      terms.push({ values: () => x[index], column: index });
      continue;
    }
    const isOdd = parityOf(own, next);
    const [sum, difference] = [`${name}_sum${index}`, `${name}_difference${index}`];
    intermediates.push({ name: sum, value: binary('add', x[index], x[index + 1]) });
    intermediates.push({ name: difference, value: binary('sub', x[index], x[index + 1]) });
    terms.push({ values: (row) => result(isOdd[row] ? difference : sum), column: index });
    index++;
  }
  const values = matrix.map((row, position) =>
    combine(
      terms.map((term) => row[term.column]),
      terms.map((term) => term.values(position)),
    ),
  );
  return { intermediates, values };
}

function parityOf(a: readonly number[], b: readonly number[]): boolean[] {
  return a.map((value, index) => value !== b[index]);
}

/** Σ coefficient · x, a factor that all terms share taken out. */
function combine(coefficients: readonly number[], x: readonly Scalar[]): Scalar {
  const terms = coefficients
    .map((coefficient, index) => ({ coefficient, value: x[index] }))
    .filter(({ coefficient }) => coefficient !== 0)
    // What is added comes first, so that nothing has to be negated.
    .sort((a, b) => Number(a.coefficient < 0) - Number(b.coefficient < 0));
  const magnitudes = new Set(terms.map(({ coefficient }) => Math.abs(coefficient)));
  const [shared] = magnitudes.size === 1 ? magnitudes : [1];
  const sum = terms
    .map(({ coefficient, value }) => ({ factor: coefficient / shared, value }))
    .reduce<Scalar | undefined>((total, { factor, value }) => {
      const scaled = Math.abs(factor) === 1 ? value : times(Math.abs(factor), value);
      if (total === undefined) return factor < 0 ? times(-1, scaled) : scaled;
      return binary(factor < 0 ? 'sub' : 'add', total, scaled);
    }, undefined);
  if (sum === undefined) return number(0);
  return shared === 1 ? sum : times(shared, sum);
}

function times(factor: number, value: Scalar): Scalar {
  return binary('mul', value, number(Math.fround(factor)));
}
