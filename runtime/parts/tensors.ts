import { readBy } from '../inputs.js';
import { requireArray } from '../tensors.js';

/** Inputs none of which is an image. */
export const tensors = readBy((record, value, tensor) => {
  requireArray('input', record, value);
  tensor.set(value);
});
