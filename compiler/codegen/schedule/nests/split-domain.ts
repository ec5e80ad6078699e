import type { Bound, Reduction } from '../../../lower/formulas/compute.js';
import type { IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import {
  coefficientOf,
  dependsOn,
  substitute,
  subtract,
  variablesOf,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { lanesOf, openConditions, placeLookups } from './translate.js';

/** The bounds of a reduction's domain by who takes care of them. */
export interface SplitDomain {
  /** Linear in exactly one reduction axis, and the same for all points: they shorten its loop. */
  readonly clamped: Bound[];
  /** The same in every iteration and for all points: they decide whether there is any. */
  readonly whole: Bound[];
  readonly tested: Bound[];
}

/** Whether no bound shortens a loop or decides about all of them. */
export function isEverywhere({ clamped, whole }: Pick<SplitDomain, 'clamped' | 'whole'>): boolean {
  return clamped.length === 0 && whole.length === 0;
}

/**
 * Which bounds of the domain loops can take care of. Bounds that always hold are dropped, and those
 * that are decided tap by tap.
 */
export function splitDomain(
  reduction: Reduction,
  points: readonly Point[],
  decided: readonly Bound[],
): SplitDomain {
  const clamped: Bound[] = [];
  const whole: Bound[] = [];
  const tested: Bound[] = [];
  for (const bound of reduction.domain) {
    if (decided.includes(bound)) continue;
    const inFrame = points.map((point) => substitute(bound.index, frame(reduction, point)));
    const inLanes = points.flatMap((point) =>
      lanesOf([bound], point).map((lane) => substitute(bound.index, frame(reduction, lane))),
    );
    const open = inLanes.some((index) => {
      const conditions = openConditions([{ index, extent: bound.extent }], (v) => v);
      return conditions === 'never' || conditions.length > 0;
    });
    if (!open) continue;
    const moving = reduction.axes.filter((axis) => axis.max > 0 && dependsOn(bound.index, axis));
    const linear = moving.length === 1 && (coefficientOf(bound.index, moving[0]) ?? 0) > 0;
    const [first, ...others] = inFrame;
    const shared =
      others.every(
        (index) =>
          variablesOf(subtract(index, first)).size === 0 && subtract(index, first).constant === 0,
      ) && !dependsOnVector(bound, points[0]);
    if (shared && moving.length === 0) whole.push(bound);
    else (linear && shared ? clamped : tested).push(bound);
  }
  return { clamped, whole, tested };
}

function dependsOnVector({ index }: Bound, { vectorAxis }: Point): boolean {
  return vectorAxis !== undefined && dependsOn(index, vectorAxis);
}

/** Output axes bound as at the point, reduction axes left as they are. */
function frame(reduction: Reduction, point: Point): (v: Variable) => IndexLike {
  return (v) => (reduction.axes.includes(v) ? (v.max === 0 ? 0 : v) : point.bind(v));
}

/** What is computed where the bounds hold, tested once. */
export function onlyWhere(
  bounds: readonly Bound[],
  reduction: Reduction,
  point: Point,
  operands: readonly Site[],
  body: readonly Statement[],
): readonly Statement[] {
  const conditions = openConditions(bounds, frame(reduction, point));
  if (conditions === 'never') return [];
  if (conditions.length === 0) return body;
  const placed = conditions.map(({ index, extent }) => ({
    index: placeLookups(index, operands),
    extent,
  }));
  return [{ kind: 'if', conditions: placed, body }];
}
