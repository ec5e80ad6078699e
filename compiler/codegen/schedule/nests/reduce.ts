import type { Bound, Reduction, Scalar } from '../../compute.js';
import { number, readsIn } from '../../compute.js';
import type { Index, IndexLike, Variable } from '../../index-expr.js';
import {
  add,
  coefficientOf,
  dependsOn,
  divide,
  maximum,
  minimum,
  scale,
  substitute,
  subtract,
  toIndex,
  variable,
  variablesOf,
} from '../../index-expr.js';
import type { Expression, Local, SetStatement, Statement } from '../../loop-ir.js';
import { combineInto, combineLanes, IDENTITY } from './combine.js';
import type { EdgeTaps } from './edge-taps.js';
import { edgeTapsAt } from './edge-taps.js';
import { loop, repeat } from './loops.js';
import { maximumByRows } from './maximum-rows.js';
import { withSharedLoads } from './share-loads.js';
import type { Site } from '../placement/site.js';
import type { Taps } from './taps.js';
import { tapBounds, tapsAt } from './taps.js';
import type { Point } from './translate.js';
import { literal, openConditions, toVector, translate } from './translate.js';

/** The statements that compute a reduction at several points, and its value at each of them. */
export interface Reduced {
  readonly statements: readonly Statement[];
  readonly values: readonly Register[];
}

type Register = Extract<Expression, { kind: 'local' }>;

/**
 * Computes `reduction` at all `points` of a register tile together. Bounds of the domain that
 * constrain one reduction axis shorten its loop, those that none of them moves are tested once around
 * all loops, and any other bound is tested per element.
 */
export function reduceAt(
  reduction: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  if (reduction.axes.length === 0) return nameAt(reduction, points, operands);
  const taps = tapsAt(reduction, points);
  const edge = taps === undefined ? edgeTapsAt(reduction, points) : undefined;
  const decided = taps === undefined ? (edge?.bounds ?? []) : tapBounds(reduction, taps.axis);
  const { clamped, whole, tested } = splitDomain(reduction, points, decided);
  const body: Scalar =
    tested.length === 0
      ? reduction.body
      : {
          kind: 'inside',
          bounds: tested,
          value: reduction.body,
          otherwise: number(IDENTITY[reduction.combine]),
        };
  const everywhere = clamped.length === 0 && whole.length === 0;
  if (
    everywhere &&
    points.length === 1 &&
    isUniform(body, points) &&
    canVectorize(reduction, body)
  ) {
    return reduceAlongVector(reduction, body, points, operands);
  }
  return accumulate(reduction, body, { clamped, whole }, points, operands, { taps, edge });
}

/** The element that a reduction over no axes has at each point. */
function nameAt(
  reduction: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  const sets = registersOf(reduction, points).map((local, position): SetStatement => {
    const value = translate(reduction.body, points[position], operands);
    return { kind: 'set', local, value: local.type === 'f32x4' ? toVector(value) : value };
  });
  const { loads, rest } = withSharedLoads(sets);
  return { statements: [...loads, ...rest], values: sets.map(({ local }) => registerOf(local)) };
}

/** A register for each point. */
function registersOf({ name }: Reduction, points: readonly Point[]): Local[] {
  return points.map(({ vectorAxis }, position) => ({
    name: points.length === 1 ? name : `${name}_${position}`,
    type: vectorAxis === undefined ? 'f32' : 'f32x4',
  }));
}

function registerOf(local: Local): Register {
  return { kind: 'local', type: local.type, local };
}

function accumulate(
  reduction: Reduction,
  body: Scalar,
  { clamped, whole }: Pick<SplitDomain, 'clamped' | 'whole'>,
  points: readonly Point[],
  operands: readonly Site[],
  { taps, edge }: { readonly taps: Taps | undefined; readonly edge: EdgeTaps | undefined },
): Reduced {
  const at = (point: Point, bind: Point['bind']): Expression =>
    translate(body, { ...point, bind }, operands);
  const locals = registersOf(reduction, points);
  const start = locals.map((local): Statement => ({
    kind: 'set',
    local,
    value: { kind: 'number', type: local.type, value: IDENTITY[reduction.combine] },
  }));
  const combinations = (
    bindAxis: BindAxis,
    counts: (position: number) => boolean = () => true,
  ): SetStatement[] => {
    const step = (tap: number): SetStatement[] =>
      points.flatMap((point, position) => {
        if (!counts(position) || taps?.counts(point, tap) === false) return [];
        const bind = (axis: Variable): IndexLike =>
          axis === taps?.axis ? tap : (bindAxis(axis) ?? point.bind(axis));
        return [combineInto(reduction.combine, locals[position], at(point, bind))];
      });
    return Array.from({ length: (taps?.axis.max ?? 0) + 1 }, (_, tap) => step(tap)).flat();
  };
  const turn = (statements: readonly SetStatement[]): Statement[] => {
    const { loads, rest } = withSharedLoads(statements);
    // V8 emits the last sum first. If what that needs is loaded first, it puts the other loads
    // between the multiplications instead of in front of them all: some 5 % of a matrix product.
    return [...loads.toReversed(), ...rest];
  };
  const loops = (axes: readonly Variable[], inside: (bindAxis: BindAxis) => readonly Statement[]) =>
    reductionLoops(axes, clamped, points[0], inside);
  const axes = reduction.axes.filter((axis) => axis !== taps?.axis);
  const values = locals.map(registerOf);
  const [row, ...others] = axes.filter((axis) => axis.max > 0);
  const isOfRows = taps !== undefined && others.length === 0;
  if (reduction.combine === 'max' && isOfRows && clamped.length === 0 && whole.length === 0) {
    const combine = (index: IndexLike): SetStatement[] =>
      combinations((axis) => (axis === row ? index : axes.includes(axis) ? 0 : undefined));
    return { statements: maximumByRows(row, combine, turn), values };
  }
  const nest =
    edge === undefined
      ? loops(axes, (bindAxis) => turn(combinations(bindAxis)))
      : loops(axes.slice(0, axes.indexOf(edge.axis)), (bindOuter) =>
          edge.ranges.flatMap((range) =>
            repeat(range.taps, (tap) =>
              loops(axes.slice(axes.indexOf(edge.axis) + 1), (bindInner) =>
                turn(
                  combinations(
                    (axis) => (axis === edge.axis ? tap : (bindInner(axis) ?? bindOuter(axis))),
                    (position) => range.points.has(position),
                  ),
                ),
              ),
            ),
          ),
        );
  return {
    statements: [...start, ...onlyWhere(whole, reduction, points[0], nest)],
    values,
  };
}

/** What is computed where the bounds hold, tested once. */
function onlyWhere(
  bounds: readonly Bound[],
  reduction: Reduction,
  point: Point,
  body: readonly Statement[],
): readonly Statement[] {
  const conditions = openConditions(bounds, frame(reduction, point));
  if (conditions === 'never') return [];
  return conditions.length === 0 ? body : [{ kind: 'if', conditions, body }];
}

/**
 * A reduction that is the same for all lanes of the output (the sum of a softmax) runs four wide
 * along its own last axis and adds the lanes up at the end.
 */
function reduceAlongVector(
  reduction: Reduction,
  body: Scalar,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  const [point] = points;
  const { combine, name } = reduction;
  const axis = reduction.axes[reduction.axes.length - 1];
  const outer = reduction.axes.slice(0, -1);
  const extent = axis.max + 1;
  const whole = Math.floor(extent / 4);
  const step = variable(`${axis.name}_vector`, whole);
  const wide: Local = { name: `${name}_wide`, type: 'f32x4' };
  const total: Local = { name, type: 'f32' };
  const along = (bindAxis: BindAxis, position: IndexLike, vectorAxis?: Variable): Expression =>
    translate(
      body,
      {
        results: point.results,
        bind: (v) => (v === axis ? position : (bindAxis(v) ?? point.bind(v))),
        ...(vectorAxis === undefined ? {} : { vectorAxis }),
      },
      operands,
    );
  const nest = reductionLoops(outer, [], point, (bindAxis) =>
    repeat(step, (index) => [
      combineInto(combine, wide, toVector(along(bindAxis, scale(index, 4), axis))),
    ]),
  );
  const rest = variable(axis.name, extent - 4 * whole, 4 * whole);
  const tail =
    extent === 4 * whole
      ? []
      : reductionLoops(outer, [], point, (bindAxis) =>
          repeat(rest, (index) => [combineInto(combine, total, along(bindAxis, index))]),
        );
  return {
    statements: [
      { kind: 'set', local: wide, value: toVector(literal(IDENTITY[combine])) },
      ...nest,
      {
        kind: 'set',
        local: total,
        value: combineLanes(combine, { kind: 'local', type: 'f32x4', local: wide }),
      },
      ...tail,
    ],
    values: points.map(() => ({ kind: 'local', type: 'f32', local: total })),
  };
}

/** What a reduction axis is inside of its loop; undefined for any other. */
type BindAxis = (axis: Variable) => IndexLike | undefined;

/** Nested loops over reduction axes, each shortened by the bounds that constrain it. */
function reductionLoops(
  axes: readonly Variable[],
  clamped: readonly Bound[],
  point: Point,
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
      const rest = substitute(index, (v) => (v === axis ? 0 : (bindAxis(v) ?? point.bind(v))));
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

interface SplitDomain {
  /** Linear in exactly one reduction axis, and the same for all points: they shorten its loop. */
  readonly clamped: Bound[];
  /** The same in every turn and for all points: they decide whether there is any. */
  readonly whole: Bound[];
  readonly tested: Bound[];
}

/**
 * Which bounds of the domain loops can take care of. Bounds that always hold are dropped, and those
 * that are decided tap by tap.
 */
function splitDomain(
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
    const open = inFrame.some((index) => {
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
      ) && !variesByLane(bound, points);
    if (shared && moving.length === 0) whole.push(bound);
    else (linear && shared ? clamped : tested).push(bound);
  }
  return { clamped, whole, tested };
}

function variesByLane({ index }: Bound, [{ vectorAxis }]: readonly Point[]): boolean {
  return vectorAxis !== undefined && dependsOn(index, vectorAxis);
}

/** Output axes bound as at the point, reduction axes left as they are. */
function frame(reduction: Reduction, point: Point): (v: Variable) => IndexLike {
  return (v) => (reduction.axes.includes(v) ? (v.max === 0 ? 0 : v) : point.bind(v));
}

function isUniform(body: Scalar, [point]: readonly Point[]): boolean {
  const { vectorAxis } = point;
  return (
    vectorAxis === undefined ||
    !readsIn(body).some(({ index }) => index.some((i) => dependsOn(i, vectorAxis)))
  );
}

function canVectorize(reduction: Reduction, body: Scalar): boolean {
  const axis = reduction.axes.at(-1);
  return axis !== undefined && axis.max >= 3 && body.kind !== 'inside';
}
