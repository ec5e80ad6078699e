import type { Scalar, Step } from '../compute.js';
import { binary, number, result } from '../compute.js';

type Matrix = readonly (readonly number[])[];

/** Y = Aᵀ [(G g) ⊙ (Bᵀ d)]: m outputs of a filter g of three taps over m + 2 inputs d. */
export interface WinogradMatrices {
  /** G, [m + 2, 3] */
  readonly weight: Matrix;
  /** Bᵀ, [m + 2, m + 2] */
  readonly input: Matrix;
  /** Aᵀ, [m, m + 2] */
  readonly output: Matrix;
}

/**
 * The finite points of F(m, 3), in pairs ±p. For m = 4 the usual ±1, ±2 lose about three times as many
 * digits (Vincent et al. 2017, "On Improving the Numerical Stability of Winograd Convolutions").
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  2: [0, 1, -1],
  4: [0, 5 / 8, -5 / 8, 3 / 2, -3 / 2],
};

/**
 * Toom and Cook's construction: polynomials of degree m − 1 and 2 are evaluated at m + 1 points and at
 * infinity, multiplied there, and the product of degree m + 1 is interpolated; transposed, that is a
 * filter over m + 2 inputs. With N_j = Π (p_j − p_l) over l ≠ j, row j of G is (1, p_j, p_j²)/N_j, row j
 * of Bᵀ has the coefficients of Π (x − p_l), and column j of Aᵀ is (1, p_j, …, p_j^(m−1)).
 */
export function winogradMatrices(tile: number): WinogradMatrices {
  const points = POINTS[tile];
  const others = points.map((point) => points.filter((other) => other !== point));
  const scales = points.map((point, j) => others[j].reduce((n, other) => n * (point - other), 1));
  const powers = (point: number, count: number): number[] =>
    Array.from({ length: count }, (_, exponent) => point ** exponent);
  const infinity = (count: number): number[] => [...new Array<number>(count - 1).fill(0), 1];
  const columns = [...points.map((point) => powers(point, tile)), infinity(tile)];
  return {
    weight: [
      ...points.map((point, j) => powers(point, 3).map((power) => power / Math.abs(scales[j]))),
      infinity(3),
    ],
    input: [
      ...others.map((roots, j) => [
        ...polynomial(roots).map((coefficient) => coefficient * Math.sign(scales[j])),
        0,
      ]),
      polynomial(points),
    ],
    output: powers(1, tile).map((_, row) => columns.map((column) => column[row])),
  };
}

/** The coefficients of Π (x − root), lowest degree first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce(
    (product, root) =>
      [...product, 0].map((_, k) => (product[k - 1] ?? 0) - root * (product[k] ?? 0)),
    [1],
  );
}

/** Results of a transform, and what has to be computed on the way, in order. */
export interface Transformed {
  readonly steps: readonly Step[];
  readonly values: readonly Scalar[];
}

/**
 * matrix · x. Points come in pairs ±p, for which the rows of G and Bᵀ differ only in the sign of every
 * other coefficient: the two share an even part e and an odd part o and are e + o and e − o. `x` are
 * values that cost nothing to name again; the steps' names begin with `name`.
 */
export function transformByRows(matrix: Matrix, x: readonly Scalar[], name: string): Transformed {
  const steps: Step[] = [];
  const values = matrix.map((row, index): Scalar => {
    const previous = index === 0 ? undefined : matrix[index - 1];
    if (previous !== undefined && isMirror(row, previous)) {
      return binary('sub', result(`${name}_even${index - 1}`), result(`${name}_odd${index - 1}`));
    }
    if (index + 1 === matrix.length || !isMirror(matrix[index + 1], row)) return combine(row, x);
    const sign = parityOf(row, matrix[index + 1]);
    const even = row.map((coefficient, column) => (sign[column] ? 0 : coefficient));
    const odd = row.map((coefficient, column) => (sign[column] ? coefficient : 0));
    steps.push({ name: `${name}_even${index}`, value: combine(even, x) });
    steps.push({ name: `${name}_odd${index}`, value: combine(odd, x) });
    return binary('add', result(`${name}_even${index}`), result(`${name}_odd${index}`));
  });
  return { steps, values };
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
  const steps: Step[] = [];
  const terms: { readonly values: (row: number) => Scalar; readonly column: number }[] = [];
  for (let index = 0; index < x.length; index++) {
    const [own, next] = [column(index), index + 1 < x.length ? column(index + 1) : []];
    if (next.length === 0 || !isMirror(own, next)) {
      terms.push({ values: () => x[index], column: index });
      continue;
    }
    const isOdd = parityOf(own, next);
    const [sum, difference] = [`${name}_sum${index}`, `${name}_difference${index}`];
    steps.push({ name: sum, value: binary('add', x[index], x[index + 1]) });
    steps.push({ name: difference, value: binary('sub', x[index], x[index + 1]) });
    terms.push({ values: (row) => result(isOdd[row] ? difference : sum), column: index });
    index++;
  }
  const values = matrix.map((row, position) =>
    combine(
      terms.map((term) => row[term.column]),
      terms.map((term) => term.values(position)),
    ),
  );
  return { steps, values };
}

/** Whether two rows differ, and only in the sign of some coefficients. */
function isMirror(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.every((value, index) => Math.abs(value) === Math.abs(b[index])) &&
    a.some((value, index) => value !== b[index]) &&
    a.some((value, index) => value !== 0 && value === b[index])
  );
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
