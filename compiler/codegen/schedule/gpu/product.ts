import type { Compute, Read, Reduction } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn } from '../../../lower/formulas/index-expr.js';

/**
 * A matrix product in disguise: Σ left · right where no output axis but `batch` changes both factors.
 * Convolutions are such, with pixels for rows and output channels for columns (implicit GEMM).
 */
export interface Product {
  readonly reduction: Reduction;
  /** Changes along `rows`, not along `columns`. */
  readonly left: Read;
  /** Changes along `columns`, not along `rows`. */
  readonly right: Read;
  readonly rows: readonly Variable[];
  /** The vectorised axis is the last: panels of a weight, and columns of a panel. */
  readonly columns: readonly Variable[];
  /** Axes that change both: groups, batches of matrices. */
  readonly batch: readonly Variable[];
}

/** Finds the product in a computation; undefined where there is none. */
export function productOf(compute: Compute, vector: Variable | undefined): Product | undefined {
  const [reduction] = compute.reductions;
  if (vector === undefined || compute.reductions.length !== 1) return undefined;
  const { body, combine, domain } = reduction;
  if (combine !== 'sum' || body.kind !== 'binary' || body.op !== 'mul') return undefined;
  const { a, b } = body;
  if (a.kind !== 'read' || b.kind !== 'read') return undefined;
  const [left, right] = reads(a, vector) ? [b, a] : [a, b];
  if (reads(left, vector) || !reads(right, vector)) return undefined;
  const bounds = (axis: Variable): boolean => domain.some(({ index }) => dependsOn(index, axis));
  if (bounds(vector)) return undefined;
  const others = compute.axes.filter((axis) => axis !== vector);
  const rows = others.filter((axis) => reads(left, axis) && !reads(right, axis));
  const batch = others.filter((axis) => reads(right, axis) && (reads(left, axis) || bounds(axis)));
  const panels = others.filter((axis) => reads(right, axis) && !batch.includes(axis));
  if (rows.length === 0) return undefined;
  if (rows.length + batch.length + panels.length < others.length) return undefined;
  return { reduction, left, right, rows, columns: [...panels, vector], batch };
}

function reads({ index }: Read, axis: Variable): boolean {
  return index.some((coordinate) => dependsOn(coordinate, axis));
}
