import type { BinaryOp, Comparison, UnaryOp } from '../formulas/expression.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { toIndex } from '../formulas/index-expr.js';
import type { Expression, ForStatement, Local, Statement } from './loop-ir.js';
import { scalarOf, vectorOf } from './loop-ir.js';

/** Short forms of loop IR, for those who write it. */

export function loop(
  v: Variable,
  from: Index,
  to: Index,
  body: readonly Statement[],
): ForStatement {
  return { kind: 'for', variable: v, from, to, body };
}

/** A loop over all values of `v`, or just the body when there is one value. */
export function repeat(
  v: Variable,
  body: (index: Index) => readonly Statement[],
): readonly Statement[] {
  if (v.max === v.min) return body(toIndex(v.min));
  return [loop(v, toIndex(v.min), toIndex(v.max + 1), body(toIndex(v)))];
}

export function set(local: Local, value: Expression): Statement {
  return { kind: 'set', local, value };
}

export function use(local: Local): Expression {
  return { kind: 'local', type: local.type, local };
}

export function float(value: number): Expression {
  return { kind: 'number', type: 'f32', value };
}

/** A number of type i32. */
export function whole(value: number): Expression {
  return { kind: 'number', type: 'i32', value };
}

/** The same in all lanes. */
export function splat(x: Expression): Expression {
  const type = vectorOf(x.type);
  return x.kind === 'number' ? { ...x, type } : { kind: 'splat', type, x };
}

export function extract(x: Expression, lane: number): Expression {
  return { kind: 'extract', type: scalarOf(x.type), x, lane };
}

export function unary(op: UnaryOp, x: Expression): Expression {
  return { kind: 'unary', type: x.type, op, x };
}

/** Lanes of `a`, 0 to 3, and of `b`, 4 to 7. */
export function shuffle(a: Expression, b: Expression, lanes: readonly number[]): Expression {
  return { kind: 'shuffle', type: vectorOf(a.type), a, b, lanes };
}

export function binary(op: BinaryOp, a: Expression, b: Expression): Expression {
  return { kind: 'binary', type: a.type, op, a, b };
}

/** `then` where the test holds of `a` and `b`, lane by lane. */
export function choice(
  test: Comparison,
  [a, b]: readonly [Expression, Expression],
  then: Expression,
  otherwise: Expression,
): Expression {
  return { kind: 'select', type: then.type, test, a, b, then, otherwise };
}
