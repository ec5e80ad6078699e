import { describe, expect, it } from 'vitest';
import {
  add,
  ofAtom,
  subtract,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import { findingsIn, loop, name, ONE, output, store, when } from '../../support/loop-builder.js';

const x = variable('x', 10);
const y = variable('y', 10);

describe('an integer expression', () => {
  it('uses variables that have a value', () => {
    const uses = store(output, y, ONE);
    expect(findingsIn([name(y, 3), uses], { output: 10 })).toEqual([]);
    expect(findingsIn([uses, name(y, 3)], { output: 10 })).toEqual(['variable: output[y] = 1']);
    expect(findingsIn([when(0, 1, [name(y, 3)]), uses], { output: 10 })).toHaveLength(1);
    expect(findingsIn([loop(y, []), uses], { output: 10 })).toHaveLength(1);
  });

  it('uses a variable with the range that it was given', () => {
    const other = variable('y', 4);
    expect(findingsIn([loop(y, [store(output, other, ONE)])], { output: 10 })).toEqual([
      'variable: output[y] = 1',
    ]);
  });

  it('gives names to values in their range', () => {
    const named = (extent: number) => [
      loop(x, [when(x, extent, [name(variable('half', 5), x), store(output, x, ONE)])]),
    ];
    expect(findingsIn(named(5), { output: 10 })).toEqual([]);
    expect(findingsIn(named(6), { output: 10 })).toEqual(['range: let half = x']);
  });

  it('takes turns in the range of their variable, where there are any', () => {
    expect(findingsIn([loop(x, [], { to: 11 })], {})).toEqual(['range: for x in 0..11:']);
    expect(findingsIn([loop(x, [], { from: 20, to: 5 })], {})).toEqual([]);
  });

  it('divides nothing negative', () => {
    const halved = (from: number) => ofAtom({ kind: 'div', value: subtract(x, from), by: 2 });
    const body = (from: number) => [loop(x, [store(output, add(halved(from), 1), ONE)])];
    expect(findingsIn(body(0), { output: 10 })).toEqual([]);
    expect(findingsIn(body(1), { output: 10 })).toEqual(['division: output[(x - 1) / 2 + 1] = 1']);
    const guarded = [loop(x, [when(subtract(x, 1), 9, [store(output, halved(1), ONE)])])];
    expect(findingsIn(guarded, { output: 10 })).toEqual([]);
  });

  it('picks one of the values that there are', () => {
    const pick = (count: number) =>
      loop(x, [
        store(output, x, {
          kind: 'pick',
          type: 'f32',
          from: Array.from({ length: count }, () => ONE),
          at: toIndex(x),
        }),
      ]);
    expect(findingsIn([pick(10)], { output: 10 })).toEqual([]);
    expect(findingsIn([pick(9)], { output: 10 })).toHaveLength(1);
  });
});
