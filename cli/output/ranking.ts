import type { ShownOutput } from './show.js';

/** Whether all its elements lie along the last axis. */
export function isVector({ shape, data }: ShownOutput): boolean {
  return data.length === shape.at(-1);
}

/** Whether it is a vector of at least two probabilities that are 1 together. */
export function isDistribution(output: ShownOutput): boolean {
  const { data } = output;
  if (!(data instanceof Float32Array) || !isVector(output) || data.length < 2) return false;
  const sum = data.reduce((total, value) => total + value, 0);
  return data.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3;
}

/**
 * Whether a vector of floats is shown with the largest first, as scores of classes are. Labels say that it
 * is. Without them, it is not where another output may go with it element by element, as the values of
 * `top_k` go with the places, nor where all of a vector is shown that is no distribution.
 */
export function isRanked(output: ShownOutput, all: readonly ShownOutput[], top: number): boolean {
  const { data, labels } = output;
  if (labels !== undefined) return true;
  if (!isDistribution(output) && data.length <= top) return false;
  return !all.some((other) => other !== output && goTogether(output, other));
}

/** Whether an axis of `other` may count what `output` does. Logits and their probabilities are the same classes. */
function goTogether(output: ShownOutput, other: ShownOutput): boolean {
  if (!other.shape.includes(output.data.length)) return false;
  const classes = isVector(other) && [output, other].some(isDistribution);
  return !(classes && other.element === 'f32');
}
