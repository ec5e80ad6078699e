import type { Elements, Tensor } from '../../compiler/ir/tensor.js';
import { rowMajorStrides } from '../../compiler/ir/types.js';

/** The element that is furthest from what it should be. */
export interface Departure {
  /**
   * |actual − expected| / max(1, |expected|), but |actual − expected| of integers, which no rounding
   * excuses; infinite where only one of them is a number.
   */
  readonly error: number;
  readonly index: readonly number[];
  readonly actual: number;
  readonly expected: number;
  readonly elements: number;
  /** How many are NaN, or the same infinity, on both sides. Their error is 0. */
  readonly notFinite: number;
}

/** The worst element of `actual`, which has as many elements as `expected`. */
export function worstElement(actual: Elements, expected: Tensor): Departure {
  let worst = 0;
  let worstError = -1;
  let notFinite = 0;
  const isExact = !(expected.data instanceof Float32Array);
  for (let at = 0; at < expected.data.length; at++) {
    const unit = isExact ? 1 : Math.max(1, Math.abs(expected.data[at]));
    const error = errorOf(actual[at], expected.data[at], unit);
    if (error > worstError) [worst, worstError] = [at, error];
    if (error === 0 && !Number.isFinite(expected.data[at])) notFinite++;
  }
  const index = rowMajorStrides(expected.shape).map(
    (stride, axis) => Math.floor(worst / stride) % expected.shape[axis],
  );
  return {
    error: worstError,
    index,
    actual: actual[worst],
    expected: expected.data[worst],
    elements: expected.data.length,
    notFinite,
  };
}

function errorOf(actual: number, expected: number, unit: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const error = Math.abs(actual - expected) / unit;
  return Number.isNaN(error) ? Infinity : error;
}
