import type { Shape } from '../../compiler/ir/types.js';
import type { StoredNumbers } from '../../compiler/weights/index.js';

/** Numbers as a file holds them, row by row. */
export interface NumberArray {
  readonly shape: Shape;
  readonly data: StoredNumbers;
  /** What its format calls their type, such as `int64` or `I64`. */
  readonly type: string;
}

/** Whether a type has fractions, whatever the numbers are. */
export function isFloat(data: StoredNumbers): data is Float32Array | Float64Array {
  return data instanceof Float32Array || data instanceof Float64Array;
}

/** Numbers as f32. */
export interface Floats {
  readonly data: Float32Array;
  /** How many have no f32 of their own and became the nearest: whole numbers, and what is too large. */
  readonly rounded: number;
}

export function toFloats(numbers: StoredNumbers): Floats {
  if (numbers instanceof Float32Array) return { data: numbers, rounded: 0 };
  if (numbers instanceof BigInt64Array || numbers instanceof BigUint64Array) {
    const data = Float32Array.from(numbers, oddBeyondDouble);
    return { data, rounded: count(data, (value, at) => BigInt(value) !== numbers[at]) };
  }
  const data = Float32Array.from(numbers);
  // Digits behind the point are lost without a word, as everywhere; a number is not.
  const isLost = isFloat(numbers)
    ? (value: number, at: number) => !isFinite(value) && isFinite(numbers[at])
    : (value: number, at: number) => value !== numbers[at];
  return { data, rounded: count(data, isLost) };
}

/**
 * A whole number of up to 64 bits as an f64 that is rounded to the same f32: where bits are lost, the
 * last one kept is set, so that a tie between two f32 remains none (rounding to odd).
 */
function oddBeyondDouble(value: bigint): number {
  if (BigInt.asIntN(54, value) === value) return Number(value);
  const magnitude = value < 0n ? -value : value;
  const odd = (magnitude & 2047n) === 0n ? 0n : 1n;
  return Number((magnitude >> 11n) | odd) * (value < 0n ? -2048 : 2048);
}

function count(data: Float32Array, test: (value: number, at: number) => boolean): number {
  let found = 0;
  data.forEach((value, at) => {
    if (test(value, at)) found++;
  });
  return found;
}
