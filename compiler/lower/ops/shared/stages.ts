import type { Compute, Scalar } from '../../formulas/compute.js';
import { binary, wholeNumber } from '../../formulas/compute.js';
import type { IndexLike, Variable } from '../../formulas/index-expr.js';
import { toIndex } from '../../formulas/index-expr.js';
import { indices } from '../../lowering.js';

/** A stage that finds once what all channels share, for the stage that reads it of a tensor of the workspace. */
export function fills(target: string, axes: readonly Variable[], value: Scalar): Compute {
  return { axes, output: indices(axes), target, reductions: [], intermediates: [], value };
}

/** An i32. */
export const wholeIndex = (value: IndexLike): Scalar => ({
  kind: 'integer',
  value: toIndex(value),
  element: 'i32',
});

/** An i32 brought into 0 … last. */
export function clampedTo(last: number, value: Scalar): Scalar {
  return binary('min', binary('max', value, wholeNumber(0)), wholeNumber(last));
}
