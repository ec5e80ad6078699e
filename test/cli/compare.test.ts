import { describe, expect, it } from 'vitest';
import { worstElement } from '../../cli/check/compare.js';
import { tensor } from '../../compiler/ir/tensor.js';

describe('the error of an element', () => {
  it('is relative for large floats', () => {
    const expected = tensor([2], Float32Array.of(0.5, 1000));
    expect(worstElement(Float32Array.of(0.5, 1001), expected)).toMatchObject({
      error: 1e-3,
      index: [1],
    });
  });

  it('is the whole difference of integers, however large they are', () => {
    const expected = tensor([2, 2], Int32Array.of(0, 2 ** 30, 5, -7));
    const actual = Int32Array.of(0, 2 ** 30 + 1, 5, -7);
    expect(worstElement(actual, expected)).toMatchObject({ error: 1, index: [0, 1] });
    expect(worstElement(Int32Array.from(expected.data), expected)).toMatchObject({ error: 0 });
    const bytes = tensor([1], Uint8Array.of(255));
    expect(worstElement(Uint8Array.of(0), bytes)).toMatchObject({ error: 255 });
  });
});
