import type { Bound, Compute, Reduction } from '../../../lower/formulas/compute.js';
import { readsIn } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn, substitute } from '../../../lower/formulas/index-expr.js';
import type { Point } from './translate.js';
import { lanesOf, openConditions } from './translate.js';

/** A row of so many taps stays in registers beside a tile's accumulators. */
const MOST_TAPS = 3;

/**
 * The axis of a reduction that can be written out instead of looped over: a short row of a window in
 * which every read is a vector of its own, as in depthwise convolution and pooling. Neighbouring
 * outputs then load the taps they share once. Where a scalar is spread over the lanes, arithmetic is
 * what takes the time, and the engine does better with a small body.
 */
export function tapAxis(
  { axes, body }: Reduction,
  vectorAxis: Variable | undefined,
): Variable | undefined {
  const axis = axes.at(-1);
  if (axis === undefined || axis.max >= MOST_TAPS || vectorAxis === undefined) return undefined;
  const isVector = readsIn(body).every(({ index }) => index.some((i) => dependsOn(i, vectorAxis)));
  return isVector && body.kind !== 'inside' ? axis : undefined;
}

/** The output axis along which a window slides whose only reduction's taps are written out. */
export function slidingAxis(
  { axes, reductions }: Compute,
  vectorAxis: Variable | undefined,
): Variable | undefined {
  const [reduction, ...others] = reductions;
  if (reduction === undefined || others.length > 0) return undefined;
  const taps = tapAxis(reduction, vectorAxis);
  if (taps === undefined) return undefined;
  const coordinates = readsIn(reduction.body).flatMap(({ index }) => index);
  return axes.find((axis) =>
    coordinates.some((index) => dependsOn(index, taps) && dependsOn(index, axis)),
  );
}

/** Taps written out, and which of them count at which point. */
export interface Taps {
  readonly axis: Variable;
  counts(point: Point, tap: number): boolean;
}

/**
 * The taps of a reduction at `points`, where it is known of each at each point whether it falls
 * inside the feature map: between its edges, and at places that are fixed.
 */
export function tapsAt(reduction: Reduction, points: readonly Point[]): Taps | undefined {
  const axis = tapAxis(reduction, points[0].vectorAxis);
  if (axis === undefined) return undefined;
  const bounds = tapBounds(reduction, axis);
  const open = ({ bind }: Point, tap: number): ReturnType<typeof openConditions> =>
    openConditions(
      bounds.map(({ index, extent }) => ({
        index: substitute(index, (v) => (v === axis ? tap : bind(v))),
        extent,
      })),
      (v) => v,
    );
  for (const point of points) {
    for (let tap = 0; tap <= axis.max; tap++) {
      const lanes = lanesOf(bounds, point).map((lane) => open(lane, tap));
      const isNowhere = lanes.every((conditions) => conditions === 'never');
      const isEverywhere = lanes.every((conditions) => conditions.length === 0);
      if (!isNowhere && !isEverywhere) return undefined;
    }
  }
  return { axis, counts: (point, tap) => open(point, tap) !== 'never' };
}

/** The bounds that the taps of a row decide, each for itself. */
export function tapBounds({ domain }: Reduction, axis: Variable): Bound[] {
  return domain.filter(({ index }) => dependsOn(index, axis));
}
