import { describe, expect, it } from 'vitest';
import { add, modulo, toIndex, variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Grid, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import { BARRIER, CLAIMED, findingsIn, loop, name, ONE, when } from '../../support/loop-builder.js';

const x = variable('x', 10);
const y = variable('y', 10);
const group = variable('group', 4);
const local = variable('local', 64);
const WORKGROUPS: Grid = { kind: 'workgroups', group, local, shared: [] };
const part = (body: readonly Statement[]): Statement => ({ kind: 'outlined', body });
const divided = (body: readonly Statement[], v = x): Statement =>
  loop(v, body, { parallel: CLAIMED });

describe('a barrier', () => {
  it('stands where all threads come', () => {
    expect(findingsIn([loop(x, [BARRIER])], {})).toEqual([]);
    expect(findingsIn([divided([BARRIER])], {})).toEqual(['barrier: barrier']);
    expect(
      findingsIn([{ kind: 'if-any', any: [{ test: 'gt', a: ONE, b: ONE }], body: [BARRIER] }], {}),
    ).toHaveLength(1);
    expect(findingsIn([part([BARRIER])], {})).toEqual(['nesting: barrier']);
  });

  it('stands where all invocations of a workgroup come', () => {
    expect(findingsIn([when(group, 2, [BARRIER])], {}, WORKGROUPS)).toEqual([]);
    expect(findingsIn([when(local, 2, [BARRIER])], {}, WORKGROUPS)).toHaveLength(1);
    const half = variable('half', 32);
    const named = [name(half, modulo(local, 32)), loop(x, [BARRIER], { to: half })];
    expect(findingsIn(named, {}, WORKGROUPS)).toContain('barrier: barrier');
    const alone: Grid = { kind: 'invocations', invocation: x, workgroupSize: 64 };
    expect(findingsIn([BARRIER], {}, alone)).toEqual(['barrier: barrier']);
  });
});

describe('a parallel loop', () => {
  it('stands in no other but one over slots', () => {
    expect(findingsIn([loop(y, [divided([])], { parallel: { kind: 'slots' } })], {})).toEqual([]);
    expect(findingsIn([divided([divided([])], y)], {})).toHaveLength(1);
  });

  it('has constant bounds, is in no part, and in no kernel for a GPU', () => {
    const upTo = loop(x, [], { to: add(y, toIndex(1)), parallel: CLAIMED });
    expect(findingsIn([loop(y, [upTo])], {})).toHaveLength(1);
    expect(findingsIn([part([divided([])])], {})).toHaveLength(1);
    expect(findingsIn([divided([])], {}, WORKGROUPS)).toHaveLength(1);
  });
});

describe('a part', () => {
  it('is never one inside another, and is in no kernel for a GPU', () => {
    expect(findingsIn([part([])], {})).toEqual([]);
    expect(findingsIn([part([part([])])], {})).toHaveLength(1);
    expect(findingsIn([part([])], {}, WORKGROUPS)).toHaveLength(1);
  });
});
