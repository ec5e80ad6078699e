import type { Compute } from '../../../lower/formulas/compute.js';
import { substituteBounds } from '../../../lower/formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';
import { add, toIndex } from '../../../lower/formulas/index-expr.js';
import type {
  Condition,
  Expression,
  SetStatement,
  Statement,
  StoreStatement,
} from '../../../lower/loops/loop-ir.js';
import { invariantIntermediates, stepAt } from './invariant-intermediates.js';
import type { VectorPlace } from './loops.js';
import { loop } from '../../../lower/loops/build-loops.js';
import { vectorLoops } from './loops.js';
import { reduceAlongSums } from './narrow-sums.js';
import { whereNeeded } from './needed.js';
import type { Plan } from '../tiling/plan.js';
import { reduceAt } from './reduce.js';
import { shareLoads } from './share-loads.js';
import type { PlacedCompute } from '../placement/site.js';
import { pointStorer } from './store.js';
import type { Point } from './translate.js';
import { openConditions } from './translate.js';

/** A register tile's place in the iteration space. */
export interface TilePlace {
  /** Every output axis outside the tile, in terms of loop variables. */
  readonly bind: (axis: Variable) => IndexLike;
  readonly vector?: VectorPlace;
  readonly rows?: { readonly axis: Variable; readonly start: Index; readonly count: number };
}

/**
 * Reduces and stores one register tile. When the vectorised axis is one that the reductions don't
 * depend on, the tile is reduced once and the vectors are looped over afterwards.
 */
export function emitTile(
  placed: PlacedCompute,
  plan: Plan,
  place: TilePlace,
): readonly Statement[] {
  const { inner } = splitAxes(placed.compute);
  const statements: Statement[] = [];
  const results = new Map<string, readonly Expression[]>();
  const pointsOf = (at: TilePlace): Point[] =>
    tilePoints(at).map((point, position, { length }) => ({
      ...point,
      results: new Map(
        [...results].map(([name, values]) => [
          name,
          values.length === length ? values[position] : values[0],
        ]),
      ),
    }));
  for (const reduction of placed.compute.reductions) {
    const points = pointsOf(place);
    const { operands } = placed;
    const reduced = whereNeeded(
      reduction,
      points,
      operands,
      plan.narrow === undefined || !reduction.axes.includes(plan.narrow.sumAxis)
        ? reduceAt(reduction, points, operands)
        : reduceAlongSums(reduction, points, operands, plan.narrow),
    );
    statements.push(...reduced.statements);
    results.set(reduction.name, reduced.values);
  }
  for (const step of invariantIntermediates(placed.compute, inner)) {
    const computed = stepAt(step, pointsOf(place), placed.operands);
    statements.push(...computed.statements);
    results.set(step.name, computed.values);
  }
  const { vectorAxis } = plan;
  const looped = inner.filter((axis) => axis !== vectorAxis);
  const stores = (at: TilePlace): readonly Statement[] =>
    storeAll(
      placed,
      at,
      pointsOf(at).map((point) => ({
        ...point,
        bind: (axis) => (looped.includes(axis) ? axis : point.bind(axis)),
      })),
    );
  const body =
    vectorAxis !== undefined && inner.includes(vectorAxis)
      ? vectorLoops(vectorAxis, plan.vectors, (vector) => stores({ ...place, vector }))
      : stores(place);
  return [...statements, ...looped.reduceRight(loopOver, body)];
}

function loopOver(nested: readonly Statement[], axis: Variable): readonly Statement[] {
  return [loop(axis, toIndex(0), toIndex(axis.max + 1), nested)];
}

function tilePoints({ bind, vector, rows }: TilePlace): Point[] {
  const points: Point[] = [];
  for (let row = 0; row < (rows?.count ?? 1); row++) {
    for (let column = 0; column < (vector?.count ?? 1); column++) {
      points.push({
        bind: (axis) => {
          if (axis === rows?.axis) return add(rows.start, row);
          if (axis === vector?.axis) return add(vector.start, 4 * column);
          return bind(axis);
        },
        results: new Map(),
        ...(vector === undefined ? {} : { vectorAxis: vector.axis }),
      });
    }
  }
  return points;
}

function storeAll(
  placed: PlacedCompute,
  place: TilePlace,
  points: readonly Point[],
): readonly Statement[] {
  const plain: (SetStatement | StoreStatement)[] = [];
  const guarded: Statement[] = [];
  const vectors = place.vector?.count ?? 1;
  const store = pointStorer(placed);
  points.forEach((point, position) => {
    const suffix = points.length === 1 ? '' : `_${position}`;
    const isLast = position % vectors === vectors - 1;
    const lanes = place.vector === undefined ? 1 : isLast ? place.vector.lanes : 4;
    const { shared, elements } = store(point, suffix, lanes);
    plain.push(...shared);
    for (const { bind, statements } of elements) {
      const conditions = elementConditions(placed.compute, place, bind);
      if (conditions.length === 0) plain.push(...statements);
      else guarded.push({ kind: 'if', conditions, body: shareLoads(statements) });
    }
  });
  return [...shareLoads(plain), ...guarded];
}

/** What must hold for an element to lie in the output, where a tile may reach past an edge. */
function elementConditions(
  { outputDomain = [] }: Compute,
  { vector, rows }: TilePlace,
  bind: Point['bind'],
): Condition[] {
  const bounds = [vector?.axis, rows?.axis]
    .filter((axis) => axis !== undefined)
    .map((axis) => ({ index: toIndex(bind(axis)), extent: axis.max + 1 }));
  const conditions = openConditions(
    [...bounds, ...substituteBounds(outputDomain, bind)],
    (axis) => axis,
  );
  return conditions === 'never' ? [{ index: toIndex(-1), extent: 1 }] : conditions;
}
