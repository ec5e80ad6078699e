import type { Tensor } from '../../tensor.js';
import { zeros } from '../../tensor.js';
import type { TensorType } from '../../types.js';
import { read, write } from './access.js';

/** What normalised elements are multiplied with and what is added then, where anything is. */
export interface Affine {
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  /** Which of their elements belongs to the element at a flat index. */
  readonly entryOf: (at: number) => number;
}

/**
 * The reference of what normalises: elements of the output's type in runs of `count` neighbours, each minus
 * the mean of its run and divided by √(variance + epsilon), the variance being the mean square of the
 * distances from the mean.
 */
export function normaliseRuns(
  x: Tensor,
  type: TensorType,
  { count, epsilon }: { readonly count: number; readonly epsilon: number },
  { weight, bias, entryOf }: Affine,
): Tensor {
  const y = zeros(type);
  for (let start = 0; start < y.data.length; start += count) {
    let sum = 0;
    for (let at = start; at < start + count; at++) sum += read(x, at);
    const mean = sum / count;
    let squares = 0;
    for (let at = start; at < start + count; at++) squares += (read(x, at) - mean) ** 2;
    const deviation = Math.sqrt(squares / count + epsilon);
    for (let at = start; at < start + count; at++) {
      const scale = weight === undefined ? 1 : read(weight, entryOf(at));
      const shift = bias === undefined ? 0 : read(bias, entryOf(at));
      write(y, at, ((read(x, at) - mean) / deviation) * scale + shift);
    }
  }
  return y;
}
