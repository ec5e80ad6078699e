import type { Compute } from '../../../lower/formulas/compute.js';
import { readsIn } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn } from '../../../lower/formulas/index-expr.js';
import { unitStrideAxis } from '../placement/fuse-axes.js';
import { narrowOutput } from './narrow-output.js';
import type { NarrowOutput } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { addressOf } from '../placement/site.js';
import { slidingAxis } from '../nests/taps.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';

/** Along which axes a kernel's register tile lies, and what decides about its size. */
export type TileAxes =
  /** The output is a single element, or nothing of it is next to anything else. */
  | { readonly kind: 'scalar' }
  /** Several outputs are written out at each place: registers are spent on them. */
  | { readonly kind: 'unrolled'; readonly vectorAxis: Variable }
  /** Neighbours share nothing, so that the kernel streams; `perLane` unless all lanes are the same. */
  | { readonly kind: 'stream'; readonly vectorAxis: Variable; readonly perLane: boolean }
  /** What is read for one element along the row is shared by the whole row: a product with a vector. */
  | { readonly kind: 'row'; readonly vectorAxis: Variable }
  /** Rows share what changes along the vectorised axis only: weights, or taps of a window. */
  | { readonly kind: 'window'; readonly vectorAxis: Variable; readonly tileAxis: Variable }
  /** Rows share weights and columns share pixels: a matrix product, a convolution. */
  | {
      readonly kind: 'product';
      readonly vectorAxis: Variable;
      readonly tileAxis: Variable;
      readonly narrow?: NarrowOutput;
    };

/** Follows from how the reduction's reads depend on the axes, not from the op's name. */
export function tileAxes(placed: PlacedCompute): TileAxes {
  const { compute, output } = placed;
  const vectorAxis = unitStrideAxis(compute, output);
  if (vectorAxis === undefined) return { kind: 'scalar' };
  const uses = (index: readonly Index[], axis: Variable): boolean =>
    index.some((coordinate) => dependsOn(coordinate, axis));
  const [reduction, ...others] = compute.reductions;
  if (reduction === undefined) {
    return compute.unrolled === undefined
      ? { kind: 'stream', vectorAxis, perLane: true }
      : { kind: 'unrolled', vectorAxis };
  }
  const reads = readsIn(reduction.body).map(({ index }) => index);
  const isPerLane = reads.every((index) => uses(index, vectorAxis));
  // Statistics of each channel read whole lines of channels; those over channels have no use for it.
  if (others.length > 0) return { kind: 'stream', vectorAxis, perLane: isPerLane };
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
  if (tileAxis !== undefined) {
    if (isPerLane) return { kind: 'window', vectorAxis, tileAxis };
    const narrow = narrowOutput(placed, vectorAxis);
    return { kind: 'product', vectorAxis, tileAxis, ...(narrow && { narrow }) };
  }
  return isPerLane ? { kind: 'stream', vectorAxis, perLane: true } : { kind: 'row', vectorAxis };
}

/** The loops around a tile, and around the panels of the vectorised axis that it belongs to. */
export function serialAxes(
  compute: Compute,
  { vectorAxis, tileAxis }: Partial<Record<'vectorAxis' | 'tileAxis', Variable>>,
): Variable[] {
  return splitAxes(compute).outer.filter((axis) => axis !== vectorAxis && axis !== tileAxis);
}
