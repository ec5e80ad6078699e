import type { Compute } from '../compute.js';
import { readsIn } from '../compute.js';
import type { Index, Variable } from '../index-expr.js';
import { coefficientOf, dependsOn } from '../index-expr.js';
import type { Packing } from '../packing.js';
import type { ValueSite } from './site.js';
import { slidingAxis } from './taps.js';
import { addressOf, readsOf } from './site.js';
import { unitStrideAxis } from './fuse-axes.js';

/**
 * The register tile of a kernel: `tile` neighbours along `tileAxis` times `vectors` vectors of four
 * along `vectorAxis`, all accumulated at once. What is read per step is shared across the tile, so
 * its shape decides how often memory is touched per multiplication.
 */
export interface Plan {
  /** Unit stride in the output; absent when the output is a single element. */
  readonly vectorAxis?: Variable;
  readonly vectors: number;
  readonly tileAxis?: Variable;
  readonly tile: number;
}

/**
 * 4 rows × 8 columns: the largest tile whose accumulators, weights and inputs stay in the sixteen
 * vector registers of x86-64 under V8; larger ones spill (measured, see docs/architecture.md).
 */
const TILE_ROWS = 4;
const TILE_VECTORS = 2;
/** Accumulators of a single row; a matrix-vector product is bound by reading its weights. */
const ROW_VECTORS = 6;
/** Vectors per turn of a loop that only streams, to amortise the loop's own instructions. */
const STREAM_VECTORS = 4;

/** Chooses the tile from how the reduction's reads depend on the axes, not from the op's name. */
export function planTile(compute: Compute, output: ValueSite): Plan {
  const vectorAxis = unitStrideAxis(compute, output);
  if (vectorAxis === undefined) return { vectors: 1, tile: 1 };
  const vectors = Math.ceil((vectorAxis.max + 1) / 4);
  const uses = (index: readonly Index[], axis: Variable): boolean =>
    index.some((coordinate) => dependsOn(coordinate, axis));
  const [reduction, ...others] = compute.reductions;
  // What is written out has enough to amortise the loop, and registers to spare for no more.
  if (compute.unrolled !== undefined) return { vectorAxis, vectors: 1, tile: 1 };
  if (reduction === undefined) {
    return { vectorAxis, vectors: largestDivisor(vectors, STREAM_VECTORS), tile: 1 };
  }
  const reads = readsIn(reduction.body).map(({ index }) => index);
  if (others.length > 0) {
    // Statistics of each channel read whole lines of channels; those over channels have no use for it.
    const isPerLane = reads.every((index) => uses(index, vectorAxis));
    const wide = isPerLane ? largestDivisor(vectors, STREAM_VECTORS) : 1;
    return { vectorAxis, vectors: wide, tile: 1 };
  }
  const address = addressOf(output, compute.output);
  const stride = (axis: Variable): number => coefficientOf(address, axis) ?? Infinity;
  const [tileAxis] = compute.axes
    .filter((axis) => axis !== vectorAxis && axis.max > 0)
    .filter((axis) => reads.some((index) => uses(index, axis)))
    .filter(
      (axis) =>
        axis === slidingAxis(compute, vectorAxis) ||
        reads.some((index) => uses(index, vectorAxis) && !uses(index, axis)),
    )
    .sort((a, b) => stride(a) - stride(b));
  const sharesAcrossVector = reads.some((index) => !uses(index, vectorAxis));
  if (tileAxis === undefined) {
    const limit = sharesAcrossVector ? ROW_VECTORS : STREAM_VECTORS;
    return { vectorAxis, vectors: largestDivisor(vectors, limit), tile: 1 };
  }
  return {
    vectorAxis,
    vectors: sharesAcrossVector ? Math.min(TILE_VECTORS, vectors) : 1,
    tileAxis,
    tile: Math.min(TILE_ROWS, tileAxis.max + 1),
  };
}

/**
 * Packs a constant in the order in which the loops walk it, the vectorised axis in panels as wide
 * as the register tile.
 */
export function choosePacking(
  compute: Compute,
  operand: number,
  shape: readonly number[],
  plan: Plan,
): Packing {
  const [read] = readsOf(compute).filter((node) => node.operand === operand);
  const walk = loopOrder(compute, plan);
  const depth = (axis: number): number => {
    const positions = walk.map((v, position) => (dependsOn(read.index[axis], v) ? position : -1));
    return Math.max(-1, ...positions);
  };
  const { vectorAxis } = plan;
  const panelAxis = read.index.findIndex(
    (coordinate) => vectorAxis !== undefined && coefficientOf(coordinate, vectorAxis) === 1,
  );
  const order = shape
    .map((_, axis) => axis)
    .sort((a, b) => (a === panelAxis ? -1 : b === panelAxis ? 1 : depth(a) - depth(b)));
  if (panelAxis < 0) return { shape, order };
  return { shape, order, panel: { axis: panelAxis, size: 4 * plan.vectors } };
}

/** Output axes, then reduction axes, outermost first. */
function loopOrder(compute: Compute, plan: Plan): Variable[] {
  const outer = compute.axes.filter((axis) => axis !== plan.vectorAxis);
  return [...outer, ...compute.reductions.flatMap(({ axes }) => axes)];
}

/** The largest divisor of `count` that is at most `limit`; 2 when there is none but 1. */
function largestDivisor(count: number, limit: number): number {
  for (let divisor = Math.min(limit, count); divisor > 1; divisor--) {
    if (count % divisor === 0) return divisor;
  }
  return Math.min(2, count);
}
