import type { Bound } from '../../../lower/formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  divide,
  maximum,
  minimum,
  substitute,
  subtract,
  toIndex,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { loop } from '../../../lower/loops/build-loops.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { placeLookups } from './translate.js';

/** What a reduction axis is inside of its loop; undefined for any other. */
export type BindAxis = (axis: Variable) => IndexLike | undefined;

/** Nested loops over reduction axes, each shortened by the bounds that constrain it. */
export function reductionLoops(
  axes: readonly Variable[],
  clamped: readonly Bound[],
  point: Point,
  operands: readonly Site[],
  body: (bindAxis: BindAxis) => readonly Statement[],
): readonly Statement[] {
  const bindAxis: BindAxis = (axis) => {
    if (!axes.includes(axis)) return undefined;
    return axis.max === 0 ? 0 : axis;
  };
  return axes.reduceRight((inner, axis) => {
    if (axis.max === 0) return inner;
    let from = toIndex(0);
    let to = toIndex(axis.max + 1);
    for (const { index, extent } of clamped) {
      const step = coefficientOf(index, axis);
      if (step === undefined || step === 0) continue;
      const bind = (v: Variable): IndexLike => (v === axis ? 0 : (bindAxis(v) ?? point.bind(v)));
      const rest = placeLookups(substitute(index, bind), operands);
      from = maximum(from, ceilDivide(subtract(0, rest), step));
      to = minimum(to, ceilDivide(subtract(extent, rest), step));
    }
    return [loop(axis, from, to, inner)];
  }, body(bindAxis));
}

/** max(0, ⌈value / by⌉). */
function ceilDivide(value: Index, by: number): Index {
  return divide(add(maximum(0, value), by - 1), by);
}
