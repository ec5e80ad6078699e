import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../compiler/lower/formulas/index-expr.js';
import type { Packing } from '../../compiler/codegen/packing.js';
import {
  pack,
  packedAddress,
  packedElements,
  packingText,
} from '../../compiler/codegen/packing.js';
import { elementCount, rowMajorStrides } from '../../compiler/ir/types.js';

const packings = fc
  .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray(
        shape.map((_, axis) => axis),
        { minLength: shape.length },
      ),
      panel: fc.option(
        fc.record({
          axis: fc.integer({ min: 0, max: shape.length - 1 }),
          size: fc.constantFrom(4, 8, 12),
        }),
        { nil: undefined },
      ),
    }),
  )
  .map(({ shape, order, panel }): Packing => ({ shape, order, ...(panel && { panel }) }));

/** Numbers from 1 on, so that padding zeros differ from all of them. */
function counting(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => index + 1);
}

function forEachIndex(
  shape: readonly number[],
  visit: (index: number[], at: number) => void,
): void {
  const strides = rowMajorStrides(shape);
  for (let at = 0; at < elementCount(shape); at++) {
    visit(
      shape.map((extent, axis) => Math.floor(at / strides[axis]) % extent),
      at,
    );
  }
}

describe('packing of constants', () => {
  it('puts every element where the address of its index says', () => {
    fc.assert(
      fc.property(packings, (packing) => {
        const packed = pack(packing, counting(elementCount(packing.shape)));
        forEachIndex(packing.shape, (index, at) => {
          const { min, max } = rangeOf(packedAddress(packing, index));
          expect(min).toBe(max);
          expect(packed[min]).toBe(at + 1);
        });
      }),
    );
  });

  it('gives any rows of the slowest axis by themselves', () => {
    fc.assert(
      fc.property(packings, fc.nat(7), fc.nat(7), (packing, first, second) => {
        const values = counting(elementCount(packing.shape));
        const whole = pack(packing, values);
        const [slowest] = packing.order;
        const size = slowest === packing.panel?.axis ? packing.panel.size : 1;
        const count = Math.ceil(packing.shape[slowest] / size);
        const begin = Math.min(first, second, count);
        const end = Math.min(Math.max(first, second), count);
        const row = whole.length / count;
        expect(pack(packing, values, { begin, end })).toEqual(
          whole.subarray(begin * row, end * row),
        );
      }),
    );
  });

  it('fills the rest of the last panel with zeros', () => {
    fc.assert(
      fc.property(packings, (packing) => {
        const count = elementCount(packing.shape);
        const packed = pack(packing, counting(count));
        expect(packed.length).toBe(packedElements(packing));
        expect(packed.filter((element) => element === 0).length).toBe(packed.length - count);
      }),
    );
  });

  it('keeps a panel of output channels together, as a convolution reads it', () => {
    const packing: Packing = {
      shape: [6, 2, 1, 1],
      order: [0, 2, 3, 1],
      panel: { axis: 0, size: 4 },
    };
    const packed = pack(packing, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    // Channels 0..3 of input 0, then of input 1; then channels 4 and 5 and two zeros, twice.
    expect([...packed]).toEqual([1, 3, 5, 7, 2, 4, 6, 8, 9, 11, 0, 0, 10, 12, 0, 0]);
    expect(packingText(packing)).toBe('[0/4,2,3,1,4]');
  });
});
