import { describe, expect, it } from 'vitest';
import { madeUpInput } from '../../cli/check/made-up-input.js';
import { isElement } from '../../compiler/ir/tensor.js';
import { ELEMENT_TYPES } from '../../compiler/ir/types.js';

describe('an input that is made up', () => {
  it.each(ELEMENT_TYPES)('has elements of %s, the same every time', (element) => {
    const value = { name: 'x', type: { element, shape: [4, 250] } };
    const { shape, data } = madeUpInput(value);
    expect(shape).toEqual([4, 250]);
    expect([...data].every((number) => isElement(element, number))).toBe(true);
    expect(madeUpInput(value).data).toEqual(data);
    // Each of so few appears among a thousand, and none is outside.
    const seen = [...new Set(data)].sort((a, b) => a - b);
    if (element === 'bool') expect(seen).toEqual([0, 1]);
    if (element === 'i32') expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    if (element === 'u8') expect([seen[0] >= 0, seen.length > 200]).toEqual([true, true]);
    if (element === 'f32') expect([seen[0] >= -1, seen.length > 900]).toEqual([true, true]);
  });
});
