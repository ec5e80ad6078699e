import type { Combine, Scalar } from '../../../lower/formulas/compute.js';
import { number, wholeNumber } from '../../../lower/formulas/compute.js';
import type { BinaryOp, ScalarType } from '../../../lower/formulas/expression.js';
import type { Expression, Local, SetStatement, ValueType } from '../../../lower/loops/loop-ir.js';
import { scalarOf } from '../../../lower/loops/loop-ir.js';
import { unify } from './translate.js';

/** What a reduction starts from: combining with it changes nothing. */
const IDENTITY: Record<Combine, Record<ScalarType, number>> = {
  sum: { f32: 0, i32: 0 },
  product: { f32: 1, i32: 1 },
  max: { f32: -Infinity, i32: -(2 ** 31) },
  min: { f32: Infinity, i32: 2 ** 31 - 1 },
};

const OPERATIONS: Record<Combine, BinaryOp> = {
  sum: 'add',
  product: 'mul',
  max: 'max',
  min: 'min',
};

/** The number that a reduction starts from, in every lane of a register of a type. */
export function identity(combine: Combine, type: ValueType): Expression {
  return { kind: 'number', type, value: IDENTITY[combine][scalarOf(type)] };
}

/** The same in the body of a reduction: what elements that are not there count as. */
export function identityElement(combine: Combine, type: ScalarType): Scalar {
  const value = IDENTITY[combine][type];
  return type === 'i32' ? wholeNumber(value) : number(value);
}

/** Takes one more value into what a register has so far. */
export function combineInto(combine: Combine, local: Local, value: Expression): SetStatement {
  const [now, next] = unify({ kind: 'local', type: local.type, local }, value);
  return { kind: 'set', local, value: combined(combine, now, next) };
}

/** The four lanes of a vector, in a register, as one number. */
export function combineLanes(combine: Combine, x: Expression): Expression {
  const type = scalarOf(x.type);
  const lane = (index: number): Expression => ({ kind: 'extract', type, x, lane: index });
  return combined(
    combine,
    combined(combine, lane(0), lane(1)),
    combined(combine, lane(2), lane(3)),
  );
}

function combined(combine: Combine, a: Expression, b: Expression): Expression {
  return { kind: 'binary', type: a.type, op: OPERATIONS[combine], a, b };
}
