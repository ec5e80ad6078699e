import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits, f32Text, i32Text } from '../../../compiler/codegen/wgsl/numbers.js';

const bits = new DataView(new ArrayBuffer(4));

function fromBits(word: number): number {
  bits.setUint32(0, word);
  return bits.getFloat32(0);
}

/** Reads the text back as WGSL defines it: an f32 literal, negated perhaps, or its bits. */
function read(text: string): number {
  const [, word] = /^f32_from_bits\(0x([0-9a-f]{8})u\)$/.exec(text) ?? [];
  if (word !== undefined) return fromBits(parseInt(word, 16));
  const [, sign, literal] = /^\(?(-?)(\d+(?:\.\d+)?(?:e-?\d+)?)f\)?$/.exec(text) ?? [];
  return Math.fround(Number(`${sign}${literal}`));
}

describe('f32 in WGSL', () => {
  it('reads back bit for bit', () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(Object.is(read(f32Text(value)), value), f32Text(value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('stands for the nearest f32', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(Object.is(read(f32Text(value)), Math.fround(value))).toBe(true);
      }),
    );
  });

  it('is short and can be read', () => {
    expect(f32Text(0)).toBe('0.0f');
    expect(f32Text(1)).toBe('1.0f');
    expect(f32Text(3.4028234663852886e38)).toBe('3.4028234663852885e38f');
    expect(f32Text(0.1)).toBe('0.1f');
    expect(f32Text(-2.5)).toBe('(-2.5f)');
    expect(f32Text(1e30)).toBe('1e30f');
  });

  it('has bits where WGSL has no literal', () => {
    expect(f32Text(-Infinity)).toBe('f32_from_bits(0xff800000u)');
    expect(f32Text(NaN)).toBe('f32_from_bits(0x7fc00000u)');
    expect(f32Text(-0)).toBe('f32_from_bits(0x80000000u)');
    expect(f32Text(2 ** -149)).toBe('f32_from_bits(0x00000001u)');
    expect(f32FromBits(1)).toBe('f32_from_bits(0x3f800000u)');
  });

  it('refuses what is no number', () => {
    expect(() => f32Text(undefined as unknown as number)).toThrow('undefined is not a number');
    expect(() => f32Text('1' as unknown as number)).toThrow('1 is not a number');
  });
});

describe('i32 in WGSL', () => {
  it('refuses what is no i32', () => {
    expect(i32Text(-5)).toBe('-5');
    for (const value of [0.5, NaN, Infinity, 2 ** 31]) {
      expect(() => i32Text(value)).toThrow('is not an i32');
    }
  });
});
