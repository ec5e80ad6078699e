import { entryAt } from '../../../ir/ops/shared/entry.js';
import type { Bound, Scalar } from '../../../lower/formulas/compute.js';
import { operandsOf } from '../../../lower/formulas/compute.js';
import type { ScalarType, UnaryOp } from '../../../lower/formulas/expression.js';
import { once } from '../../../lower/formulas/expression.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  dependsOn,
  isConstant,
  maximum,
  minimum,
  rangeOf,
  replaceLookups,
  substitute,
  subtract,
  toIndex,
} from '../../../lower/formulas/index-expr.js';
import type { Condition, Expression, ValueType } from '../../../lower/loops/loop-ir.js';
import { isVector, loadedType, scalarOf, vectorOf } from '../../../lower/loops/loop-ir.js';
import type { ConstantSite, Site, ValueSite } from '../placement/site.js';
import { addressOf } from '../placement/site.js';

/** Where in the iteration space an expression is evaluated. */
export interface Point {
  /** What each axis of the computation is in terms of loop variables. */
  readonly bind: (axis: Variable) => IndexLike;
  /** The axis along which four neighbours are computed at once, `bind` giving the first. */
  readonly vectorAxis?: Variable;
  /** Finished reductions and intermediates at this point. */
  readonly results: ReadonlyMap<string, Expression>;
}

/** A number in every lane, or one by itself. */
export function literal(value: number, type: ScalarType = 'f32'): Expression {
  return { kind: 'number', type, value };
}

/** What a scalar expression is computed in, whatever number of lanes it has. */
export function scalarTypeAt(
  expression: Scalar,
  { results }: Pick<Point, 'results'>,
  operands: readonly Site[],
): ScalarType {
  return once((node: Scalar, inside: (operand: Scalar) => ScalarType): ScalarType => {
    switch (node.kind) {
      case 'number':
      case 'integer':
        return node.element ?? 'f32';
      case 'result':
        return scalarOf(resultAt(node.name, results).type);
      case 'read': {
        const site = operands[node.operand];
        return site.kind === 'literal' ? site.type : loadedType(site.buffer);
      }
      case 'unary':
        return scalarOf(resultOf(node.op, inside(node.x)));
      case 'binary':
        return inside(node.a);
      case 'select':
        return inside(node.then);
      case 'choice':
        return inside(node.alternatives[0]);
      case 'inside':
        return inside(node.value);
    }
  })(expression);
}

/**
 * Turns a scalar expression into code at a point. The result is a scalar when it is the same for all
 * four lanes and a vector otherwise.
 */
export function translate(expression: Scalar, point: Point, operands: readonly Site[]): Expression {
  return once((node: Scalar, inside: (operand: Scalar) => Expression) =>
    translateNode(node, inside, point, operands),
  )(expression);
}

function translateNode(
  expression: Scalar,
  go: (operand: Scalar) => Expression,
  point: Point,
  operands: readonly Site[],
): Expression {
  switch (expression.kind) {
    case 'number':
      return literal(expression.value, expression.element);
    case 'result':
      return resultAt(expression.name, point.results);
    case 'integer':
      if (variesByLane(expression.value, point)) return byLane(expression, point, operands);
      return {
        kind: 'integer',
        type: expression.element ?? 'f32',
        value: placeLookups(substitute(expression.value, point.bind), operands),
      };
    case 'read': {
      const site = operands[expression.operand];
      if (site.kind === 'literal') return literal(site.value, site.type);
      return load(site, expression.index, point, operands);
    }
    case 'unary': {
      const x = go(expression.x);
      return { kind: 'unary', type: resultOf(expression.op, x.type), op: expression.op, x };
    }
    case 'binary': {
      const [a, b] = unify(go(expression.a), go(expression.b));
      return { kind: 'binary', type: a.type, op: expression.op, a, b };
    }
    case 'select': {
      const { test } = expression;
      const [a, b, then, otherwise] = unify(...operandsOf(expression).map(go));
      return { kind: 'select', type: then.type, test, a, b, then, otherwise };
    }
    case 'choice': {
      const position = toIndex(point.bind(expression.by));
      if (!isConstant(position)) throw new Error(`${expression.by.name} is not unrolled`);
      return go(expression.alternatives[position.constant]);
    }
    case 'inside': {
      if (expression.bounds.some(({ index }) => variesByLane(index, point))) {
        return byLane(expression, point, operands);
      }
      const open = openConditions(expression.bounds, point.bind);
      if (open === 'never') return go(expression.otherwise);
      const conditions = open.map(({ index, extent }) => ({
        index: placeLookups(index, operands),
        extent,
      }));
      const value = go(expression.value);
      if (conditions.length === 0) return value;
      const [then, otherwise] = unify(value, go(expression.otherwise));
      return { kind: 'when', type: then.type, conditions, then, otherwise };
    }
  }
}

/**
 * The bounds that still have to be tested at a point: those that always hold are dropped, and
 * 'never' says that one can't hold.
 */
export function openConditions(
  bounds: readonly Bound[],
  bind: (axis: Variable) => IndexLike,
): Condition[] | 'never' {
  const open: Condition[] = [];
  for (const { index, extent } of bounds) {
    const position = substitute(index, bind);
    const range = rangeOf(position);
    if (range.max < 0 || range.min >= extent) return 'never';
    if (range.min < 0 || range.max >= extent) open.push({ index: position, extent });
  }
  return open;
}

function resultAt(name: string, results: Point['results']): Expression {
  const value = results.get(name);
  if (value === undefined) throw new Error(`nothing named ${name}`);
  return value;
}

function resultOf(op: UnaryOp, operand: ValueType): ValueType {
  if (op === 'to-i32') return isVector(operand) ? 'i32x4' : 'i32';
  if (op === 'to-f32') return isVector(operand) ? 'f32x4' : 'f32';
  return operand;
}

/** Gives operands one number of lanes by repeating scalars in all. */
export function unify(...parts: readonly Expression[]): Expression[] {
  return parts.some(({ type }) => isVector(type)) ? parts.map(toVector) : [...parts];
}

export function toVector(x: Expression): Expression {
  if (isVector(x.type)) return x;
  const type = vectorOf(x.type);
  return x.kind === 'number' ? { ...x, type } : { kind: 'splat', type, x };
}

/** Where bounds are to be looked at for all elements of a point: one may hold for the first lane alone. */
export function lanesOf(bounds: readonly Bound[], point: Point): Point[] {
  const { vectorAxis } = point;
  const varies =
    vectorAxis !== undefined && bounds.some(({ index }) => dependsOn(index, vectorAxis));
  return varies ? [0, 1, 2, 3].map((lane) => atLane(point, lane)) : [point];
}

/** The same expression with lane `lane` of the point's vector as its only element. */
function atLane(point: Point, lane: number): Point {
  const { vectorAxis, bind } = point;
  const results = [...point.results].map(([name, value]): [string, Expression] =>
    isVector(value.type)
      ? [name, { kind: 'extract', type: scalarOf(value.type), x: value, lane }]
      : [name, value],
  );
  return {
    bind: (axis) => (axis === vectorAxis ? add(bind(axis), lane) : bind(axis)),
    results: new Map(results),
  };
}

function byLane(expression: Scalar, point: Point, operands: readonly Site[]): Expression {
  return lanes((lane) => translate(expression, atLane(point, lane), operands));
}

function lanes(make: (lane: number) => Expression): Expression {
  const parts = [0, 1, 2, 3].map(make);
  return { kind: 'lanes', type: vectorOf(parts[0].type), lanes: parts };
}

/** An index may depend on the axis and still be the same for four neighbours: the tap of 4k + lane. */
function variesByLane(index: Index, point: Point): boolean {
  if (point.vectorAxis === undefined || !dependsOn(index, point.vectorAxis)) return false;
  const first = substitute(index, point.bind);
  return [1, 2, 3].some((lane) => {
    const distance = subtract(substitute(index, atLane(point, lane).bind), first);
    return !isConstant(distance) || distance.constant !== 0;
  });
}

/**
 * One vector load where the lanes are neighbours in memory, one scalar where they coincide. Where the address
 * is linear in the vectorised axis that is seen from it at once, whatever the axes are bound to.
 */
function load(
  site: ValueSite | ConstantSite,
  index: readonly Index[],
  point: Point,
  operands: readonly Site[],
): Expression {
  const placed = (coordinate: Index, bind: Point['bind']): Index =>
    placeLookups(substitute(coordinate, bind), operands);
  const place = (bind: Point['bind']): Index =>
    addressOf(
      site,
      index.map((coordinate) => placed(coordinate, bind)),
    );
  const { vectorAxis } = point;
  const type = loadedType(site.buffer);
  const first = place(point.bind);
  if (vectorAxis === undefined || !index.some((coordinate) => variesByLane(coordinate, point))) {
    return { kind: 'load', type, buffer: site.buffer, address: first };
  }
  if (coefficientOf(addressOf(site, index), vectorAxis) === 1) {
    return { kind: 'load', type: vectorOf(type), buffer: site.buffer, address: first };
  }
  const distances = [1, 2, 3].map((lane) => subtract(place(atLane(point, lane).bind), first));
  if (distances.every((distance, lane) => isConstant(distance) && distance.constant === lane + 1)) {
    return { kind: 'load', type: vectorOf(type), buffer: site.buffer, address: first };
  }
  return lanes((lane) => {
    const { bind } = atLane(point, lane);
    const inside = index.map((coordinate, axis) => {
      const position = placed(coordinate, bind);
      // The last vector may reach past the end of the axis; those lanes are never used, but
      // their addresses must stay inside the operand.
      return variesByLane(coordinate, point)
        ? maximum(0, minimum(position, site.shape[axis] - 1))
        : toIndex(position);
    });
    return { kind: 'load', type, buffer: site.buffer, address: addressOf(site, inside) };
  });
}

/**
 * Lookups with the addresses of what they look up. Where that may lie behind the end of an axis, in tiles
 * and vectors that reach past an edge, the last element is taken, which nobody needs there.
 */
export function placeLookups(value: Index, operands: readonly Site[]): Index {
  return replaceLookups(value, ({ tensor, index, extent, ...lookup }) => {
    const site = operands[Number(tensor)];
    if (site.kind === 'literal') return entryAt(site.value, extent);
    const inside = index.map((each, axis) => maximum(0, minimum(each, site.shape[axis] - 1)));
    return { ...lookup, tensor: site.buffer.name, index: [addressOf(site, inside)], extent };
  });
}
