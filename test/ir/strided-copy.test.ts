import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stridedCopy } from '../../compiler/ir/strided-copy.js';
import { elementCount, rowMajorStrides } from '../../compiler/ir/types.js';

const permutations = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 70 })), {
    minLength: 0,
    maxLength: 3,
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    }),
  );

test('permutes axes of any extents, also beyond a block', () => {
  fc.assert(
    fc.property(permutations, fc.nat(3), ({ shape, order }, shift) => {
      const count = elementCount(shape);
      const source = Float32Array.from({ length: count + shift }, (_, index) => index + 1);
      const target = new Float32Array(count + shift);
      const from = rowMajorStrides(shape);
      const permuted = order.map((axis) => shape[axis]);
      const to = rowMajorStrides(permuted);
      const axes = order.map((axis, place) => ({
        extent: shape[axis],
        from: from[axis],
        to: to[place],
      }));
      stridedCopy(source, target, axes, shift, shift);
      for (let at = 0; at < count; at++) {
        const address = order.reduce(
          (sum, axis, place) => sum + (Math.floor(at / to[place]) % permuted[place]) * from[axis],
          0,
        );
        expect(target[at + shift]).toBe(source[address + shift]);
      }
      expect(target.subarray(0, shift).every((value) => value === 0)).toBe(true);
    }),
  );
});

test('copies nothing along an axis without elements', () => {
  const target = new Float32Array(2);
  stridedCopy(Float32Array.of(1, 2), target, [
    { extent: 0, from: 1, to: 1 },
    { extent: 2, from: 1, to: 1 },
  ]);
  expect(Array.from(target)).toEqual([0, 0]);
});

test.each([
  ['source', { extent: 3, from: 2, to: 1 }],
  ['target', { extent: 3, from: 1, to: 2 }],
])('refuses to reach beyond the %s', (_, axis) => {
  const copy = (): void => {
    stridedCopy(new Float32Array(4), new Float32Array(4), [axis]);
  };
  expect(copy).toThrow('a copy reaches beyond 4 or 4 elements');
});
