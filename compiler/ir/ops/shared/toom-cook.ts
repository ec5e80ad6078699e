export type Matrix = readonly (readonly number[])[];

/** Y = Aᵀ [(G g) ⊙ (Bᵀ d)]: m outputs of a filter g of r taps over m + r − 1 inputs d. */
export interface WinogradMatrices {
  /** G, [m + r − 1, r] */
  readonly weight: Matrix;
  /** Bᵀ, [m + r − 1, m + r − 1] */
  readonly input: Matrix;
  /** Aᵀ, [m, m + r − 1] */
  readonly output: Matrix;
}

/**
 * The finite points by the number of all points, in pairs ±p wherever they are more than two. Of all
 * sets of dyadic rationals up to 4 these round least, measured over sums of 64 channels as in Vincent
 * et al. 2017, "On Improving the Numerical Stability of Winograd Convolutions": the usual ±1, ±2 lose
 * about three times as many digits with six points. docs/notes/winograd-rounding.md has the errors.
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  3: [0, 1],
  4: [0, 1, -1],
  5: [1 / 2, -1 / 2, 5 / 4, -5 / 4],
  6: [0, 5 / 8, -5 / 8, 3 / 2, -3 / 2],
  7: [1 / 4, -1 / 4, 7 / 8, -7 / 8, 7 / 4, -7 / 4],
  8: [0, 1 / 2, -1 / 2, 1, -1, 2, -2],
  9: [1 / 4, -1 / 4, 3 / 4, -3 / 4, 5 / 4, -5 / 4, 2, -2],
  10: [0, 3 / 8, -3 / 8, 3 / 4, -3 / 4, 5 / 4, -5 / 4, 5 / 2, -5 / 2],
};

/** The most points of one axis, where the other has one, and where both have several. */
export const MOST_POINTS = { alone: 10, together: 8 };

/**
 * F(m, r) by Toom and Cook's construction: polynomials of degree m − 1 and r − 1 are evaluated at
 * m + r − 2 points and at infinity, multiplied there, and the product of degree m + r − 2 is
 * interpolated; transposed, that is a filter over m + r − 1 inputs. With N_j = Π (p_j − p_l) over l ≠ j,
 * row j of G is (1, p_j, …, p_j^(r−1))/N_j, row j of Bᵀ has the coefficients of Π (x − p_l), and column j
 * of Aᵀ is (1, p_j, …, p_j^(m−1)). F(1, 1) is one multiplication.
 */
export function winogradMatrices(tile: number, taps: number): WinogradMatrices {
  const points = tile + taps === 2 ? [] : POINTS[tile + taps - 1];
  const others = points.map((point) => points.filter((other) => other !== point));
  const scales = points.map((point, j) => others[j].reduce((n, other) => n * (point - other), 1));
  const powers = (point: number, count: number): number[] =>
    Array.from({ length: count }, (_, exponent) => point ** exponent);
  const infinity = (count: number): number[] => [...new Array<number>(count - 1).fill(0), 1];
  const columns = [...points.map((point) => powers(point, tile)), infinity(tile)];
  return {
    weight: [
      ...points.map((point, j) => powers(point, taps).map((power) => power / Math.abs(scales[j]))),
      infinity(taps),
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

/** Whether two rows differ, and only in the sign of some coefficients: those of points p and −p. */
export function isMirror(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.every((value, index) => Math.abs(value) === Math.abs(b[index])) &&
    a.some((value, index) => value !== b[index]) &&
    a.some((value, index) => value !== 0 && value === b[index])
  );
}
