import { describe, expect, it } from 'vitest';
import { madeUpInputs } from '../../cli/check/made-up-input.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { isElement } from '../../compiler/ir/tensor.js';
import { ELEMENT_TYPES, f32, i32 } from '../../compiler/ir/types.js';

const distinct = (data: Elements): number[] => [...new Set(data)].sort((a, b) => a - b);

describe('an input that is made up', () => {
  it.each(ELEMENT_TYPES)('has elements of %s, the same every time', (element) => {
    const builder = new GraphBuilder('g');
    builder.output('y', builder.input('x', { element, shape: [4, 250] }));
    const graph = builder.finish();
    const { shape, data } = madeUpInputs(graph).x;
    expect(shape).toEqual([4, 250]);
    expect([...data].every((number) => isElement(element, number))).toBe(true);
    expect(madeUpInputs(graph).x.data).toEqual(data);
    // Each of so few appears among a thousand, and none is outside.
    const seen = distinct(data);
    if (element === 'bool') expect(seen).toEqual([0, 1]);
    if (element === 'i32') expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    if (element === 'u8') expect([seen[0] >= 0, seen.length > 200]).toEqual([true, true]);
    if (element === 'f32') expect([seen[0] >= -1, seen.length > 900]).toEqual([true, true]);
  });

  it('that indexes is inside of the shortest of what it indexes', () => {
    const builder = new GraphBuilder('g');
    const ids = builder.input('ids', i32(1, 400));
    const [flat] = builder.add('reshape', [ids], { shape: [400] });
    const long = builder.input('long', f32(30, 2));
    const short = builder.input('short', f32(2, 13));
    builder.output('a', builder.add('gather', [long, ids], { axis: 0 })[0]);
    builder.output('b', builder.add('gather', [short, flat], { axis: -1 })[0]);
    expect(distinct(madeUpInputs(builder.finish()).ids.data)).toEqual([...Array(13).keys()]);
  });
});
