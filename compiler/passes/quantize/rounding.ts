import { decodeFloat16, encodeFloat16, roundToEven } from '../../weights/float16.js';
import type { NarrowType } from '../../ir/types.js';

/**
 * How the weights of one output channel are brought into the range of a narrow type: divided by the
 * scale, rounded, and multiplied by it again behind the sum.
 */
export interface Rounding {
  /** The scale of a channel whose largest weight is `largest` ≥ 0; positive. */
  scaleOf(largest: number): number;
  /** Rounds scaled weights, in place, to what the type can hold. */
  round(scaled: Float32Array): Float32Array;
}

export const ROUNDINGS: Record<NarrowType, Rounding> = {
  /**
   * A power of two, so that scaling rounds nothing, that puts the largest weight into 2¹⁴ … 2¹⁵: no
   * weight is too large for binary16 and only those 2⁻²⁹ times smaller than the largest lose bits
   * to its subnormal numbers. Weights that came as binary16 stay exactly what they are.
   */
  f16: {
    scaleOf: (largest) =>
      largest === 0 ? 1 : 2 ** Math.max(Math.floor(Math.log2(largest)) - 14, LEAST_EXPONENT),
    round(scaled) {
      scaled.set(decodeFloat16(encodeFloat16(scaled)));
      return scaled;
    },
  },
  /** Symmetric: the largest weight is ±127, zero is zero. */
  int8: {
    scaleOf: (largest) =>
      largest === 0 ? 1 : Math.max(Math.fround(largest / 127), 2 ** LEAST_EXPONENT),
    round(scaled) {
      for (let index = 0; index < scaled.length; index++) {
        scaled[index] = roundToEven(scaled[index]);
      }
      return scaled;
    },
  },
};

/** Of a normal f32. */
const LEAST_EXPONENT = -126;
