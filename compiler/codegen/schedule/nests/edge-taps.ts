import type { Bound, Reduction } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  dependsOn,
  indexText,
  isConstant,
  substitute,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { Point } from './translate.js';
import { lanesOf } from './translate.js';

/**
 * The taps of a window at a register tile that stands at a fixed place at the edge of a feature map. Which
 * of its points see a tap is known there, so taps that the same points see are a loop of their own,
 * with no test and no point that doesn't count.
 */
export interface EdgeTaps {
  /** The reduction axis that the taps lie along. */
  readonly axis: Variable;
  /** The bounds of the domain that this takes care of. */
  readonly bounds: readonly Bound[];
  readonly ranges: readonly TapRange[];
}

/** Neighbouring taps, and the numbers of the points that see them. */
export interface TapRange {
  readonly taps: Variable;
  readonly points: ReadonlySet<number>;
}

/** Undefined where all points see the same taps, and where it is not known which they see, or lanes of one differ. */
export function edgeTapsAt(
  { axes, domain }: Reduction,
  points: readonly Point[],
): EdgeTaps | undefined {
  const at = ({ index }: Bound, { bind }: Point, tap: (v: Variable) => number | Variable): Index =>
    substitute(index, (v) => (!axes.includes(v) ? bind(v) : v.max === 0 ? 0 : tap(v)));
  const bounds = domain.filter(
    (bound) => new Set(points.map((point) => indexText(at(bound, point, (v) => v)))).size > 1,
  );
  const [axis, ...others] = axes.filter(
    (v) => v.max > 0 && bounds.some(({ index }) => dependsOn(index, v)),
  );
  if (axis === undefined || others.length > 0) return undefined;
  /** Undefined where that is not known. */
  const isInside = (point: Point, tap: number): boolean | undefined => {
    const positions = bounds.map((bound) => at(bound, point, () => tap));
    if (!positions.every(isConstant)) return undefined;
    return positions.every(
      ({ constant }, bound) => 0 <= constant && constant < bounds[bound].extent,
    );
  };
  const ranges: TapRange[] = [];
  for (let tap = 0; tap <= axis.max; tap++) {
    const seen = new Set<number>();
    for (const [number, point] of points.entries()) {
      const [inside, ...others] = lanesOf(bounds, point).map((lane) => isInside(lane, tap));
      if (inside === undefined || others.some((other) => other !== inside)) return undefined;
      if (inside) seen.add(number);
    }
    const last = ranges.at(-1);
    if (last?.taps.max === tap - 1 && isEqual(last.points, seen)) {
      const { name, min } = last.taps;
      ranges[ranges.length - 1] = { taps: variable(name, tap - min + 1, min), points: seen };
    } else if (seen.size > 0) {
      ranges.push({ taps: variable(axis.name, 1, tap), points: seen });
    }
  }
  return { axis, bounds, ranges };
}

function isEqual(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  return some.size === others.size && [...some].every((number) => others.has(number));
}
