import { readBy } from '../inputs.js';
import { requireArray } from '../tensors.js';

/** Inputs none of which is an image. */
export const tensors = readBy((record, value, tensor) => {
  tensor.set(requireArray('input', record, value));
});
