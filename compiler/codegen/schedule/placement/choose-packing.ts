import { roundUp } from '../../../ir/layout.js';
import type { Compute } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn, lookupsIn } from '../../../lower/formulas/index-expr.js';
import type { Packing } from '../../packing.js';
import type { Plan } from '../tiling/plan.js';
import { readsOf } from './site.js';

/**
 * Packs a constant in the order in which the loops walk it, the vectorised axis in panels as wide
 * as the register tile; but each output's by itself where sums lie along the reduction, and rows that are
 * looked up whole, because the next one may be anywhere.
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
  const isAlongSums = read.index.some((i) => plan.narrow && dependsOn(i, plan.narrow.sumAxis));
  if (panelAxis < 0 || isAlongSums) return { shape, order };
  if (read.index.some((coordinate) => lookupsIn(coordinate).length > 0)) {
    return { shape, order, panel: { axis: panelAxis, size: roundUp(shape[panelAxis], 4) } };
  }
  return { shape, order, panel: { axis: panelAxis, size: 4 * plan.vectors } };
}

/** Output axes, then reduction axes, outermost first. */
function loopOrder(compute: Compute, plan: Plan): Variable[] {
  const outer = compute.axes.filter((axis) => axis !== plan.vectorAxis);
  return [...outer, ...compute.reductions.flatMap(({ axes }) => axes)];
}
