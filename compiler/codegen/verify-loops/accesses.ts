import type { Index } from '../../lower/formulas/index-expr.js';
import type { Buffer, Expression, Statement } from '../../lower/loops/loop-ir.js';
import { isVector, operandsOf } from '../../lower/loops/loop-ir.js';
import { expressionsOf } from '../../lower/loops/rewrite-loops.js';
import type { Place } from './places.js';
import type { Scope } from './scope.js';
import { withGuards } from './scope.js';

/** Neighbouring elements of a buffer that a statement stores or reads. */
export interface Access {
  readonly place: Place;
  /** What is known where it happens: in an expression, conditions may have been tested before. */
  readonly scope: Scope;
  readonly buffer: Buffer;
  readonly address: Index;
  readonly lanes: number;
  readonly stores: boolean;
}

/** An expression inside of a statement, and what is known where it is evaluated. */
export interface Evaluated {
  readonly expression: Expression;
  readonly scope: Scope;
  /** The first of its lanes that are used: where fewer are stored, nobody looks at the others. */
  readonly lanes: number;
}

/** All that a statement touches by itself, what it reads before what it stores. */
export function accessesAt(place: Place): Access[] {
  const { statement, scope } = place;
  const read = evaluatedAt(place).flatMap(({ expression, scope: inside, lanes }): Access[] => {
    if (expression.kind !== 'load') return [];
    const { buffer, address } = expression;
    return [{ place, scope: inside, buffer, address, lanes, stores: false }];
  });
  if (statement.kind === 'store') {
    const { buffer, address, lanes } = statement;
    return [...read, { place, scope, buffer, address, lanes, stores: true }];
  }
  if (statement.kind === 'touch') {
    const { buffer, address } = statement;
    return [...read, { place, scope, buffer, address, lanes: 1, stores: false }];
  }
  return read;
}

/** Every expression that a statement evaluates, outer ones first. */
export function evaluatedAt({ statement, scope }: Place): Evaluated[] {
  const stored = statement.kind === 'store' ? statement.lanes : LANES;
  return expressionsOf(statement).flatMap((expression) => evaluatedIn(expression, scope, stored));
}

const LANES = 4;

function evaluatedIn(expression: Expression, scope: Scope, used: number): Evaluated[] {
  const lanes = isVector(expression.type) ? used : 1;
  const own = { expression, scope, lanes };
  if (expression.kind === 'when') {
    const { conditions, then, otherwise } = expression;
    return [
      own,
      ...evaluatedIn(then, withGuards(scope, conditions), used),
      ...evaluatedIn(otherwise, scope, used),
    ];
  }
  // A lane by itself, and what is multiplied by each of the lanes.
  const ofOperands = expression.kind === 'extract' || expression.kind === 'products' ? LANES : used;
  return [
    own,
    ...operandsOf(expression).flatMap((operand) => evaluatedIn(operand, scope, ofOperands)),
  ];
}

/** The integer expressions of a statement, and what is known where each is computed. */
export function indicesAt(place: Place): { readonly index: Index; readonly scope: Scope }[] {
  const { scope } = place;
  const own = indicesOf(place.statement).map((index) => ({ index, scope }));
  const inside = evaluatedAt(place).flatMap(({ expression, scope: at }) =>
    indicesIn(expression).map((index) => ({ index, scope: at })),
  );
  return [...own, ...inside];
}

function indicesOf(statement: Statement): readonly Index[] {
  switch (statement.kind) {
    case 'for':
      return [statement.from, statement.to];
    case 'if':
      return statement.conditions.map(({ index }) => index);
    case 'let':
      return [statement.value];
    case 'store':
    case 'touch':
      return [statement.address];
    case 'set':
    case 'lookup':
    case 'if-any':
    case 'while':
    case 'outlined':
    case 'barrier':
      return [];
  }
}

/** The integer expressions that a node of an expression has itself. */
export function indicesIn(expression: Expression): readonly Index[] {
  if (expression.kind === 'load') return [expression.address];
  if (expression.kind === 'integer') return [expression.value];
  if (expression.kind === 'pick') return [expression.at];
  return expression.kind === 'when' ? expression.conditions.map(({ index }) => index) : [];
}
