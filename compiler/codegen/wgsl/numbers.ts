import { shortestDecimal } from '../../lower/formulas/decimal.js';

/**
 * Spells the f32 nearest to a number so that WGSL reads back exactly its bits: as the shortest
 * decimal that rounds to it or, where WGSL has no literal (infinities, NaN, negative zero) or may
 * flush it (denormals), from its bits. Throws on what is no number at all.
 */
export function f32Text(value: number): string {
  if (typeof value !== 'number') throw new TypeError(`${String(value)} is not a number`);
  const rounded = Math.fround(value);
  const magnitude = Math.abs(rounded);
  const isNormal = magnitude >= 2 ** -126 && magnitude < Infinity;
  if (!isNormal && !Object.is(rounded, 0)) return f32FromBits(rounded);
  // In decimal, the shortest that rounds to the largest is above it, and WGSL refuses that.
  const text = magnitude === LARGEST ? '3.4028234663852885e38' : tidy(shortestDecimal(magnitude));
  return rounded < 0 ? `(-${text}f)` : `${text}f`;
}

const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/**
 * A constant that the shader compiler does not see as one. WGSL refuses constant expressions that
 * overflow or are not a number; calls of functions are never constant expressions.
 */
export function f32FromBits(value: number): string {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  return `f32_from_bits(0x${bits.toString(16).padStart(8, '0')}u)`;
}

/** An i32 as a number: WGSL has no literal for the least. */
export function wholeText(value: number): string {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
    throw new RangeError(`${value} is not an i32`);
  }
  if (value === -(2 ** 31)) return '(-2147483647i - 1i)';
  return value < 0 ? `(${value}i)` : `${value}i`;
}

/** An integer as WGSL's i32, the type of every index. Throws outside its range. */
export function i32Text(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 31) {
    throw new RangeError(`${value} is not an i32`);
  }
  return String(value);
}

/** Plain decimals get a point (`1.0`), exponents lose their plus sign (`1e30`). */
function tidy(text: string): string {
  const [mantissa, exponent] = text.replace('+', '').split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (exponent !== undefined) return `${short}e${exponent}`;
  return short.includes('.') ? short : `${short}.0`;
}
