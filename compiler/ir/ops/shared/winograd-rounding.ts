import type { Matrix } from './toom-cook.js';
import { winogradMatrices } from './toom-cook.js';
import type { WinogradForm } from './winograd.js';

/** The largest relative error of one operation in 32 bits. */
const UNIT_ROUNDOFF = 2 ** -24;

/**
 * How far F(m, r) may be from the exact sum, in parts of the largest magnitude in the input tile times
 * Σ|w| of the output channel; the tile has all m + r − 1 rows and columns, so an output also suffers
 * from values outside of its window.
 *
 * Along one axis the computed ŷ = Aᵀ[(G g) ⊙ (Bᵀ d)] obeys |ŷ − y| ≤ γ_N · |Aᵀ| [(|G| |g|) ⊙ (|Bᵀ| |d|)],
 * where γ_N = N·u/(1 − N·u) and N counts the roundings on the longest way from an operand to the result
 * (Barabasz et al. 2018, "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep
 * Neural Networks"). With |d| at most its largest element the right side is at most κ · max|d| · Σ|g|,
 * κ = max over outputs i and taps k of Σ_p |A_ip| · |G_pk| · Σ_l |B_pl|. Rows and columns are
 * transformed one after the other, so their κ multiply, and sums over channels add a rounding each.
 */
export function winogradErrorBound({
  tile,
  taps,
  channels,
}: Pick<WinogradForm, 'tile' | 'taps' | 'channels'>): number {
  const axes = tile.map((m, axis) => winogradMatrices(m, taps[axis]));
  const amplification = axes.reduce((product, matrices) => product * kappa(matrices), 1);
  const roundings = axes.reduce(
    (sum, { weight, input, output }) =>
      // G has fractions that 32 bits round once more; B and A are exact.
      sum + longestRow(weight) + 1 + longestRow(input) + longestRow(output),
    channels,
  );
  return amplification * gamma(roundings);
}

/** The same of a sum of `terms` products, in parts of the largest value that it reads times Σ|w|. */
export function sumErrorBound(terms: number): number {
  return gamma(terms);
}

function gamma(roundings: number): number {
  return (roundings * UNIT_ROUNDOFF) / (1 - roundings * UNIT_ROUNDOFF);
}

function kappa({ weight, input, output }: ReturnType<typeof winogradMatrices>): number {
  const reach = input.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
  const along = (row: readonly number[], tap: number): number =>
    row.reduce((sum, value, p) => sum + Math.abs(value * weight[p][tap]) * reach[p], 0);
  return Math.max(...output.flatMap((row) => weight[0].map((_, tap) => along(row, tap))));
}

/** Terms of the longest row: as many additions but one, and a multiplication. */
function longestRow(matrix: Matrix): number {
  return Math.max(...matrix.map((row) => row.filter((value) => value !== 0).length));
}
