import type { Matrix } from './toom-cook.js';
import { isMirror, winogradMatrices } from './toom-cook.js';
import type { WinogradForm } from './winograd.js';
import { WINOGRAD_UNROLLED, winogradGeometry } from './winograd.js';

/** What a kernel does per element of a vector: additions and multiplications, loads and stores. */
export interface TransformWork {
  readonly operations: number;
  readonly accesses: number;
  /** Iterations of loops. */
  readonly iterations: number;
}

/**
 * The work of the transforms as `lower/ops/winograd/transforms.ts` does them: of an input tile per input
 * channel, of an output tile per output channel, of a filter per pair of them.
 */
export function transformWork({ taps, tile, ...form }: WinogradForm) {
  const [rows, columns] = tile.map((m, axis) => winogradMatrices(m, taps[axis]));
  const [t, u] = winogradGeometry({ ...form, taps, tile }).points;
  const along = (iterations: number, operations: number, accesses: number): TransformWork =>
    accesses === 2
      ? { operations: 0, accesses: 0, iterations: 0 }
      : { operations: iterations * operations, accesses: iterations * accesses, iterations };
  return {
    input: sum(along(tile[1], byRows(rows.input), 2 * t), along(t, byRows(columns.input), 2 * u)),
    output: sum(
      along(t, byColumns(columns.output), u + tile[1]),
      along(tile[1], byColumns(rows.output), t + tile[0]),
    ),
    weight: {
      operations: taps[1] * byRows(rows.weight) + t * byRows(columns.weight),
      ...(t * u > WINOGRAD_UNROLLED
        ? { accesses: taps[1] * (taps[0] + t) + t * (taps[1] + u), iterations: taps[1] + t }
        : { accesses: taps[0] * taps[1] + t * u, iterations: 1 }),
    },
  };
}

function sum(a: TransformWork, b: TransformWork): TransformWork {
  return {
    operations: a.operations + b.operations,
    accesses: a.accesses + b.accesses,
    iterations: a.iterations + b.iterations,
  };
}

/** Operations of matrix · x where the rows of points ±p share their even and their odd part. */
function byRows(matrix: Matrix): number {
  return matrix.reduce((count, row, index) => {
    if (index > 0 && isMirror(row, matrix[index - 1])) return count;
    const isPair = index + 1 < matrix.length && isMirror(matrix[index + 1], row);
    return count + factors(row) + terms(row) + (isPair ? 0 : -1);
  }, 0);
}

/** Operations of matrix · x where the values of points ±p are added and subtracted first. */
function byColumns(matrix: Matrix): number {
  const columns = matrix[0].map((_, index) => matrix.map((row) => row[index]));
  const single = columns.map((column, at) => at === 0 || !isMirror(column, columns[at - 1]));
  const pairs = single.filter((isSingle) => !isSingle).length;
  return matrix.reduce((count, row) => {
    const kept = row.filter((_, at) => single[at]);
    return count + factors(kept) + terms(kept) - 1;
  }, 2 * pairs);
}

function factors(row: readonly number[]): number {
  return row.filter((value) => value !== 0 && Math.abs(value) !== 1).length;
}

function terms(row: readonly number[]): number {
  return row.filter((value) => value !== 0).length;
}
