import type { CostRates } from '../../compiler/codegen/schedule/tiling/rates.js';
import type { TileWork } from '../../compiler/codegen/schedule/tiling/tile-work.js';

/** A kernel as the model sees it: each of its tilings with what it does and how long that took. */
export interface FittedKernel {
  readonly tilings: readonly { readonly work: TileWork; readonly milliseconds: number }[];
}

/** What matters is to tell good tilings apart: weights fall with this power of the time. */
const FOCUS = 12;
/** Between finding rates for the kernels' speeds and finding the speeds for the rates. */
const ROUNDS = 2000;
/** Over all rates in a round, which begins with those of the round before. */
const SWEEPS = 20;
/** Of the machine that was measured: it gives rates their unit, and changes no choice. */
const CYCLES_PER_MILLISECOND = 2.5e6;

/**
 * The rates of `quantities`, none below zero, with which predicted times are most nearly in proportion
 * to measured ones, kernel by kernel: least squares of relative errors. How fast a cycle is, is the
 * kernel's own, which may wait for memory all the time.
 */
export function fitRates(
  kernels: readonly FittedKernel[],
  quantities: readonly (keyof CostRates)[],
): CostRates {
  const moments = kernels.map((kernel) => momentsOf(kernel, quantities));
  const each = quantities.map((_, index) => index);
  const rates = each.map(() => 0);
  let speeds = kernels.map(() => CYCLES_PER_MILLISECOND);
  for (let round = 0; round < ROUNDS; round++) {
    const matrix = each.map((i) =>
      each.map((j) => sumOf(moments, ({ squares }, kernel) => squares[i][j] / speeds[kernel] ** 2)),
    );
    const target = each.map((i) => sumOf(moments, ({ sums }, kernel) => sums[i] / speeds[kernel]));
    descend(rates, matrix, target);
    speeds = normalised(moments.map((kernel) => speedOf(kernel, rates)));
  }
  return Object.fromEntries(quantities.map((name, index) => [name, rates[index]])) as CostRates;
}

/**
 * All that the least squares need to know of a kernel: with work per millisecond x and weight w of each
 * tiling, Σ w · x · xᵀ and Σ w · x.
 */
interface Moments {
  readonly squares: readonly (readonly number[])[];
  readonly sums: readonly number[];
}

function momentsOf({ tilings }: FittedKernel, quantities: readonly (keyof CostRates)[]): Moments {
  const best = Math.min(...tilings.map(({ milliseconds }) => milliseconds));
  const weights = tilings.map(({ milliseconds }) => (best / milliseconds) ** FOCUS);
  const all = sumOf(weights, (weight) => weight);
  const rows = tilings.map(({ work, milliseconds }, index) => ({
    x: quantities.map((each) => work[each] / milliseconds),
    weight: weights[index] / all,
  }));
  return {
    squares: quantities.map((_, i) =>
      quantities.map((_, j) => sumOf(rows, ({ x, weight }) => weight * x[i] * x[j])),
    ),
    sums: quantities.map((_, i) => sumOf(rows, ({ x, weight }) => weight * x[i])),
  };
}

/** The cycles per millisecond with which a kernel's predicted times come closest. */
function speedOf({ squares, sums }: Moments, rates: readonly number[]): number {
  return (
    dot(
      squares.map((row) => dot(row, rates)),
      rates,
    ) / dot(sums, rates)
  );
}

function normalised(speeds: readonly number[]): number[] {
  const mean = Math.exp(sumOf(speeds, Math.log) / speeds.length);
  return speeds.map((speed) => (speed * CYCLES_PER_MILLISECOND) / mean);
}

/** Moves x ≥ 0 towards the least of xᵀ · matrix · x − 2 · targetᵀ · x, one coordinate after the other. */
function descend(
  x: number[],
  matrix: readonly (readonly number[])[],
  target: readonly number[],
): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [i, row] of matrix.entries()) {
      if (row[i] > 0) x[i] = Math.max(0, x[i] + (target[i] - dot(row, x)) / row[i]);
    }
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sumOf(a, (each, index) => each * b[index]);
}

function sumOf<T>(items: readonly T[], of: (item: T, index: number) => number): number {
  return items.reduce((sum, item, index) => sum + of(item, index), 0);
}
