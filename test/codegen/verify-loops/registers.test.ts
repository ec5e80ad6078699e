import { describe, expect, it } from 'vitest';
import { variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Local, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import {
  CLAIMED,
  findingsIn,
  loop,
  ONE,
  ONES,
  output,
  set,
  store,
  use,
  when,
} from '../../support/loop-builder.js';

const x = variable('x', 10);
const sum: Local = { name: 'sum', type: 'f32' };
const stores = store(output, 0, use(sum));
const part = (body: readonly Statement[]): Statement => ({ kind: 'outlined', body });
const inTurns = (body: readonly Statement[]): Statement => loop(x, body, { parallel: CLAIMED });

const lengths = { output: 10 };
const USED = ['register: output[0] = sum'];

describe('a register', () => {
  it('is set before it is used', () => {
    expect(findingsIn([set(sum, ONE), stores], lengths)).toEqual([]);
    expect(findingsIn([stores, set(sum, ONE)], lengths)).toEqual(USED);
  });

  it('is set on every path', () => {
    expect(findingsIn([when(0, 1, [set(sum, ONE)]), stores], lengths)).toEqual(USED);
    expect(findingsIn([set(sum, ONE), when(0, 1, [set(sum, ONE)]), stores], lengths)).toEqual([]);
    const positive: Statement = {
      kind: 'if-any',
      any: [{ test: 'gt', a: ONE, b: ONE }],
      body: [set(sum, ONE)],
    };
    expect(findingsIn([positive, stores], lengths)).toEqual(USED);
  });

  it('is set by a loop that has a turn', () => {
    expect(findingsIn([loop(x, [set(sum, ONE)]), stores], lengths)).toEqual([]);
    expect(findingsIn([loop(x, [set(sum, ONE)], { to: 0 }), stores], lengths)).toEqual(USED);
  });

  it('has one type', () => {
    expect(findingsIn([set(sum, ONES), stores], lengths)).toEqual(['type: sum: f32 = 1']);
  });

  it('goes neither into a part nor out of it', () => {
    expect(findingsIn([part([set(sum, ONE), stores])], lengths)).toEqual([]);
    expect(findingsIn([set(sum, ONE), part([stores])], lengths)).toEqual(USED);
    expect(findingsIn([part([set(sum, ONE)]), stores], lengths)).toEqual(USED);
    expect(findingsIn([set(sum, ONE), part([set(sum, ONE)]), stores], lengths)).toEqual(USED);
  });

  it('goes from no turn of a parallel loop to another, nor behind the loop', () => {
    const own = store(output, x, use(sum));
    expect(findingsIn([inTurns([set(sum, ONE), own])], lengths)).toEqual([]);
    expect(findingsIn([set(sum, ONE), inTurns([own])], lengths)).toEqual([]);
    expect(findingsIn([set(sum, ONE), inTurns([own, set(sum, ONE)])], lengths)).toEqual([
      'register: output[x] = sum',
    ]);
    const behind = when(0, 1, [inTurns([store(output, x, use(sum))])]);
    expect(findingsIn([inTurns([set(sum, ONE)]), behind], lengths)).toEqual([
      'register: output[x] = sum',
    ]);
  });
});
