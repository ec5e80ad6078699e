import { expect } from 'vitest';
import type { Tensor } from '../../compiler/ir/tensor.js';

export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Room for f32 sums in another order; nothing that is computed differently fits into it. */
const F32_SUMS: Tolerance = { absolute: 1e-5, relative: 1e-5 };

/**
 * Fails unless shapes are equal and every element is within `tolerance` of what is expected, or is NaN
 * or infinite just as that is. Integers are equal, or wrong.
 */
export function expectClose(
  actual: Tensor,
  expected: Tensor,
  what: string,
  { absolute, relative }: Tolerance = F32_SUMS,
): void {
  expect(actual.shape, `shape of ${what}`).toEqual(expected.shape);
  expect(actual.data.length, `length of ${what}`).toBe(expected.data.length);
  const isOfFloats = expected.data instanceof Float32Array;
  const wrong = actual.data.findIndex((value, index) => {
    const wanted = expected.data[index];
    if (!isOfFloats || !Number.isFinite(wanted)) return !Object.is(value, wanted);
    return !(Math.abs(value - wanted) <= absolute + relative * Math.abs(wanted));
  });
  if (wrong === -1) return;
  expect.fail(`${what}: element ${wrong} is ${actual.data[wrong]}, not ${expected.data[wrong]}`);
}
