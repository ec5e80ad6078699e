import type { Combine } from '../../../lower/formulas/compute.js';
import type { Expression, Local, SetStatement } from '../../../lower/loops/loop-ir.js';
import { unify } from './translate.js';

/** What a reduction starts from: combining with it changes nothing. */
export const IDENTITY: Record<Combine, number> = { sum: 0, max: -Infinity };

/** Takes one more value into what a register has so far. */
export function combineInto(combine: Combine, local: Local, value: Expression): SetStatement {
  const [now, next] = unify({ kind: 'local', type: local.type, local }, value);
  return { kind: 'set', local, value: combined(combine, now, next) };
}

/** The four lanes of a vector, in a register, as one number. */
export function combineLanes(combine: Combine, x: Expression): Expression {
  const lane = (index: number): Expression => ({ kind: 'extract', type: 'f32', x, lane: index });
  return combined(
    combine,
    combined(combine, lane(0), lane(1)),
    combined(combine, lane(2), lane(3)),
  );
}

function combined(combine: Combine, a: Expression, b: Expression): Expression {
  return { kind: 'binary', type: a.type, op: combine === 'sum' ? 'add' : 'max', a, b };
}
