/** IEEE 754 binary16: one sign bit, five of exponent with bias 15, ten of fraction. */

/** The difference between the exponents' biases, where an f32 keeps its exponent. */
const REBIAS = (127 - 15) << 23;
/** 2⁻¹⁴, the least normal binary16, as the bits of an f32. */
const LEAST_NORMAL = 0x38800000;
const INFINITY = 0x7c00;
const NOT_A_NUMBER = 0x7e00;

/** The nearest binary16 of each element, ties to even; ±∞ from 65520 on. */
export function encodeFloat16(data: Float32Array): Uint16Array {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const encoded = new Uint16Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const sign = (words[index] >>> 16) & 0x8000;
    encoded[index] = sign | encodeMagnitude(words[index] & 0x7fffffff, data[index]);
  }
  return encoded;
}

function encodeMagnitude(magnitude: number, value: number): number {
  if (magnitude > 0x7f800000) return NOT_A_NUMBER;
  // Below the normal numbers all are multiples of 2⁻²⁴.
  if (magnitude < LEAST_NORMAL) return roundToEven(Math.abs(value) * 2 ** 24);
  // Thirteen bits of the fraction go: half of the last one left is added, less one where that is 0.
  const rounded = magnitude - REBIAS + 0xfff + ((magnitude >>> 13) & 1);
  return Math.min(rounded >>> 13, INFINITY);
}

/** An f64 of this size has no bits behind the point: adding it rounds, ties to even. */
const ROUNDER = 1.5 * 2 ** 52;

/** The nearest whole number of |value| < 2⁵¹. */
export function roundToEven(value: number): number {
  return value + ROUNDER - ROUNDER;
}

/**
 * The values that binary16 bits stand for. Exponent and fraction, moved to where an f32 has them, are the
 * value but for the difference between the biases.
 */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  const decoded = new Float32Array(bits.length);
  const words = new Uint32Array(decoded.buffer);
  for (let index = 0; index < bits.length; index++) {
    const magnitude = bits[index] & 0x7fff;
    words[index] = ((bits[index] & 0x8000) << 16) | (magnitude << 13);
    if (magnitude < INFINITY) decoded[index] *= 2 ** 112;
    else if (magnitude > INFINITY) decoded[index] = NaN;
    else decoded[index] = bits[index] === INFINITY ? Infinity : -Infinity;
  }
  return decoded;
}
