import { describe, expect, it } from 'vitest';
import { variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Expression, Local, Statement, Test } from '../../../compiler/lower/loops/loop-ir.js';
import {
  BARRIER,
  findingsIn,
  load,
  name,
  ONE,
  ONES,
  output,
  set,
  store,
  use,
} from '../../support/loop-builder.js';

const t = variable('t', 10);
const place = variable('place', 10);
const sum: Local = { name: 'sum', type: 'f32' };
const at: Local = { name: 'at', type: 'i32' };
const lengths = { output: 10 };

const positive: Test = { test: 'gt', a: use(sum), b: ONE };
const repeated = (body: readonly Statement[], test: Test = positive): Statement[] => [
  set(sum, ONE),
  { kind: 'while', variable: t, test, body },
];
const lookup = (value: Expression): Statement => ({ kind: 'lookup', variable: place, value });
const whole = (value: number): Expression => ({ kind: 'number', type: 'i32', value });

describe('a loop while something holds', () => {
  it('has a count that stays in its range', () => {
    expect(findingsIn(repeated([store(output, t, ONE)]), lengths)).toEqual([]);
    expect(findingsIn(repeated([store(output, t, ONE)]), { output: 9 })).toEqual([
      'bounds: output[t] = 1',
    ]);
  });

  it('may not run at all, so that what it sets is not known behind it', () => {
    const unset: Statement = { kind: 'while', variable: t, test: positive, body: [] };
    expect(findingsIn([unset], lengths)).toEqual(['register: for t in 0..10 while sum > 1:']);
    const other: Local = { name: 'other', type: 'f32' };
    const statements = [...repeated([set(other, ONE)]), store(output, 0, use(other))];
    expect(findingsIn(statements, lengths)).toEqual(['register: output[0] = other']);
  });

  it('ends for one invocation before it ends for another, so that nobody waits in it', () => {
    const group = variable('group', 1);
    const local = variable('local', 4);
    const grid = { kind: 'workgroups', group, local, shared: [] } as const;
    expect(findingsIn(repeated([BARRIER]), {}, grid)).toEqual(['barrier: barrier']);
  });

  it('counts by a name that no variable inside hides', () => {
    const hidden = repeated([name({ ...t, max: 0 }, 0)]);
    expect(findingsIn(hidden, {})).toEqual(['name: let t = 0']);
  });

  it('compares what has one type', () => {
    const test: Test = { test: 'lt', a: use(sum), b: ONES };
    expect(findingsIn(repeated([], test), lengths)).toEqual([
      'type: for t in 0..10 while sum < 1:',
    ]);
  });
});

describe('an index from a register', () => {
  it('is in its range, whatever the register holds', () => {
    const stores = [set(at, whole(-20)), lookup(use(at)), store(output, place, ONE)];
    expect(findingsIn(stores, lengths)).toEqual([]);
    expect(findingsIn(stores, { output: 9 })).toEqual(['bounds: output[place] = 1']);
  });

  it('is a whole number from a register that is set', () => {
    expect(findingsIn([lookup(use(at))], lengths)).toEqual([
      'register: lookup place in 0..10 = at',
    ]);
    expect(findingsIn([lookup(load(output, 0))], lengths)).toEqual([
      'type: lookup place in 0..10 = output[0]',
    ]);
  });
});
