import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../compiler/weights/float16.js';

const bitsOf = (value: number): number => encodeFloat16(Float32Array.of(value))[0];
const valueOf = (bits: number): number => decodeFloat16(Uint16Array.of(bits))[0];

describe('binary16', () => {
  // The examples of the standard's encyclopedia entries, and the edges of every range.
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [2 ** -24, 0x0001],
    [2 ** -14 - 2 ** -24, 0x03ff],
    [2 ** -14, 0x0400],
    [0.333251953125, 0x3555],
    [1, 0x3c00],
    [1 + 2 ** -10, 0x3c01],
    [-2, 0xc000],
    [65504, 0x7bff],
    [Infinity, 0x7c00],
    [-Infinity, 0xfc00],
  ])('%d is %i', (value, bits) => {
    expect(bitsOf(value)).toBe(bits);
    expect(valueOf(bits)).toBe(value);
  });

  test('NaN stays NaN', () => {
    expect(valueOf(bitsOf(NaN))).toBeNaN();
  });

  test('all patterns but those of NaN survive the way there and back', () => {
    const patterns = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
      (bits) => (bits & 0x7fff) <= 0x7c00,
    );
    expect(encodeFloat16(decodeFloat16(patterns))).toEqual(patterns);
  });

  test('rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), (value) => {
        const bits = bitsOf(value);
        const distance = Math.abs(valueOf(bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          // ±0 and ±65504 have a neighbour on one side only.
          if ((neighbour & 0x8000) !== (bits & 0x8000) || (neighbour & 0x7fff) > 0x7bff) continue;
          const other = Math.abs(valueOf(neighbour) - value);
          expect(other).toBeGreaterThanOrEqual(distance);
          if (other === distance) expect(bits % 2).toBe(0);
        }
      }),
      { numRuns: 20_000, seed: 7 },
    );
  });

  test('numbers halfway to the next power of two beyond the range become infinite', () => {
    expect(bitsOf(Math.fround(65519.99))).toBe(0x7bff);
    expect(bitsOf(65520)).toBe(0x7c00);
  });
});
