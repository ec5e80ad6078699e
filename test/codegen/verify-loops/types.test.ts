import { describe, expect, it } from 'vitest';
import { toIndex, variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Buffer, Expression, Grid, ValueType } from '../../../compiler/lower/loops/loop-ir.js';
import { BARRIER, findingsIn, load, loop, output, store } from '../../support/loop-builder.js';

const whole: Buffer = { name: 'whole', space: 'arena', element: 'i32' };
const LENGTHS = { output: 10, whole: 10 };

function number(type: ValueType): Expression {
  return { kind: 'number', type, value: 1 };
}

/** What is said of an expression that is set to a register of the type that it says itself. */
function findings(value: Expression): readonly string[] {
  const local = { name: 'r', type: value.type };
  return findingsIn([{ kind: 'set', local, value }], LENGTHS);
}

const [F, V, I, W] = (['f32', 'f32x4', 'i32', 'i32x4'] as const).map(number);

describe('an expression has the type that follows from its parts', () => {
  const lanes = (type: 'f32x4' | 'i32x4', ...parts: readonly Expression[]): Expression => ({
    kind: 'lanes',
    type,
    lanes: parts,
  });
  const select = (
    test: Expression,
    type: ValueType,
    then: Expression,
    other = then,
  ): Expression => ({ kind: 'select', type, test: 'eq', a: test, b: test, then, otherwise: other });
  const when = (type: ValueType, then: Expression, otherwise: Expression): Expression => ({
    kind: 'when',
    type,
    conditions: [],
    then,
    otherwise,
  });

  it.each<readonly [right: Expression, wrong: Expression]>([
    [load(output, 0, 'f32'), load(output, 0, 'i32')],
    [load(whole, 0, 'i32x4'), load(whole, 0, 'f32x4')],
    [
      { kind: 'integer', type: 'i32', value: toIndex(1) },
      { kind: 'integer', type: 'i32x4', value: toIndex(1) },
    ],
    [
      { kind: 'unary', type: 'f32', op: 'neg', x: F },
      { kind: 'unary', type: 'i32', op: 'neg', x: I },
    ],
    [
      { kind: 'unary', type: 'f32x4', op: 'to-f32', x: W },
      { kind: 'unary', type: 'f32x4', op: 'to-f32', x: I },
    ],
    [
      { kind: 'unary', type: 'i32', op: 'to-i32', x: F },
      { kind: 'unary', type: 'i32', op: 'to-i32', x: I },
    ],
    [
      { kind: 'binary', type: 'i32', op: 'max', a: I, b: I },
      { kind: 'binary', type: 'i32', op: 'max', a: I, b: F },
    ],
    [
      { kind: 'binary', type: 'i32x4', op: 'and', a: W, b: W },
      { kind: 'binary', type: 'f32x4', op: 'and', a: V, b: V },
    ],
    [select(I, 'f32', F), select(I, 'f32x4', V)],
    [select(W, 'f32x4', V), select(W, 'f32x4', V, F)],
    [when('f32', F, F), when('f32', F, I)],
    [
      { kind: 'pick', type: 'f32', from: [F, F], at: toIndex(0) },
      { kind: 'pick', type: 'f32', from: [F, V], at: toIndex(0) },
    ],
    [
      { kind: 'splat', type: 'i32x4', x: I },
      { kind: 'splat', type: 'f32x4', x: I },
    ],
    [lanes('f32x4', F, F, F, F), lanes('f32x4', F, F, F, I)],
    [lanes('i32x4', I, I, I, I), lanes('i32x4', I, I, I)],
    [
      { kind: 'extract', type: 'i32', x: W, lane: 3 },
      { kind: 'extract', type: 'f32', x: W, lane: 3 },
    ],
    [
      { kind: 'extract', type: 'f32', x: V, lane: 0 },
      { kind: 'extract', type: 'f32', x: V, lane: 4 },
    ],
    [
      { kind: 'products', type: 'i32x4', sum: W, x: W, rows: [W, W, W, W] },
      { kind: 'products', type: 'i32x4', sum: W, x: V, rows: [W, W, W, W] },
    ],
  ])('%#', (right, wrong) => {
    expect(findings(right)).toEqual([]);
    expect(findings(wrong)).toEqual([expect.stringMatching(/^type: r: /)]);
  });
});

describe('a statement', () => {
  it('stores what the buffer holds, and no more lanes than there are', () => {
    expect(findingsIn([store(output, 0, F)], LENGTHS)).toEqual([]);
    expect(findingsIn([store(output, 0, I)], LENGTHS)).toHaveLength(1);
    expect(findingsIn([store(whole, 0, I)], LENGTHS)).toEqual([]);
    expect(findingsIn([store(output, 0, F, 2)], LENGTHS)).toHaveLength(1);
    expect(findingsIn([store(output, 0, V, 3)], LENGTHS)).toEqual([]);
  });

  it('reads a register as what it is', () => {
    const local = { name: 'r', type: 'f32' } as const;
    const read: Expression = { kind: 'local', type: 'i32', local };
    const set = { kind: 'set', local, value: F } as const;
    expect(findingsIn([set, store(whole, 0, read)], LENGTHS)).toHaveLength(1);
  });
});

it('waits for others nowhere that a looked up number of the invocation decides about', () => {
  const [group, local] = [variable('group', 4), variable('local', 64)];
  const grid: Grid = { kind: 'workgroups', group, local, shared: [] };
  const found = variable('found', 8);
  const waiting = (value: Expression): readonly string[] =>
    findingsIn(
      [
        { kind: 'lookup', variable: found, value },
        loop(variable('i', 8), [BARRIER], { to: toIndex(found) }),
      ],
      LENGTHS,
      grid,
    );
  expect(waiting(load(whole, 0, 'i32'))).toEqual([]);
  expect(waiting({ kind: 'integer', type: 'i32', value: toIndex(local) })).toContain(
    'barrier: barrier',
  );
});
