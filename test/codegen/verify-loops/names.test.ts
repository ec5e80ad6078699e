import { describe, expect, it } from 'vitest';
import { variable } from '../../../compiler/lower/formulas/index-expr.js';
import type { Grid, Local } from '../../../compiler/lower/loops/loop-ir.js';
import { findingsIn, loop, name, ONE, set, when } from '../../support/loop-builder.js';

const x = variable('x', 10);
const other = variable('x', 5);
const local = variable('local', 64);
const group = variable('group', 4);
const WORKGROUPS: Grid = { kind: 'workgroups', group, local, shared: [] };
const register: Local = { name: 'x', type: 'f32' };

describe('a name', () => {
  it('hides no other around it', () => {
    expect(findingsIn([loop(x, [loop(other, [])])], {})).toEqual(['name: for x in 0..5:']);
    expect(findingsIn([loop(x, [when(0, 1, [name(other, 1)])])], {}, WORKGROUPS)).toEqual([
      'name: let x = 1',
    ]);
    expect(findingsIn([loop({ ...x, name: 'local' }, [])], {}, WORKGROUPS)).toEqual([
      'name: for local in 0..10:',
    ]);
    expect(findingsIn([loop(x, [set(register, ONE)])], {})).toEqual(['name: x: f32 = 1']);
  });

  it('is not given twice in one block', () => {
    expect(findingsIn([name(x, 1), name(other, 1)], {}, WORKGROUPS)).toEqual(['name: let x = 1']);
  });

  it('has another meaning in another block', () => {
    const blocks = [loop(x, []), loop(other, []), when(0, 1, [name(x, 1)])];
    expect(findingsIn(blocks, {}, WORKGROUPS)).toEqual([]);
  });
});
