import type { IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { scale, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { Expression, Statement } from '../../../lower/loops/loop-ir.js';
import { countOf, joinAxes, partsAt } from '../placement/joint-axis.js';
import type { Plan } from '../tiling/plan.js';
import { shareLoads } from '../nests/share-loads.js';
import type { PlacedCompute } from '../placement/site.js';
import { pointStorer } from '../nests/store.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';
import type { Point } from '../nests/translate.js';
import type { WorkgroupDivision } from './workgroup-division.js';
import { everySlice } from './workgroup-division.js';

/** One store per result, or all elements that share it, which the slices divide among them. */
export function storeResults(
  placed: PlacedCompute,
  { vectorAxis }: Plan,
  division: WorkgroupDivision,
  results: ReadonlyMap<string, Expression>,
): Statement[] {
  const { inner } = splitAxes(placed.compute);
  const { lanes, vectors, local, around } = division;
  if (countOf(inner) === 1) {
    const conditions = [{ index: toIndex(local), extent: vectors }];
    return [{ kind: 'if', conditions, body: storeAt(placed, results, around, lanes) }];
  }
  // Whole vectors of an axis that the results don't have become positions of their own.
  const along =
    lanes === undefined && vectorAxis !== undefined && (vectorAxis.max + 1) % 4 === 0
      ? vectorAxis
      : undefined;
  const vector = variable('vector', along === undefined ? 1 : (along.max + 1) / 4);
  const joint = joinAxes(
    'element',
    inner.map((axis) => (axis === along ? vector : axis)),
  );
  const body = everySlice(division, 'element_turn', joint.axis.max + 1, (position) => {
    const element: Statement = { kind: 'let', variable: joint.axis, value: position };
    const at = partsAt(joint, toIndex(joint.axis));
    const bind = (axis: Variable): IndexLike =>
      axis === along ? scale(at.get(vector) ?? 0, 4) : (at.get(axis) ?? around(axis));
    return [element, ...storeAt(placed, results, bind, lanes ?? along)];
  });
  return [body];
}

function storeAt(
  placed: PlacedCompute,
  results: ReadonlyMap<string, Expression>,
  bind: (axis: Variable) => IndexLike,
  vectorAxis: Variable | undefined,
): Statement[] {
  const point: Point = { bind, results, ...(vectorAxis && { vectorAxis }) };
  const count = vectorAxis === undefined ? 1 : 4;
  const { shared, elements } = pointStorer(placed)(point, '', count);
  return shareLoads([...shared, ...elements.flatMap(({ statements }) => statements)]);
}
