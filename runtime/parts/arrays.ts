import type { WriterOf } from '../parts.js';
import { elementCount, requireArray } from '../tensors.js';

/** Outputs none of which is an image: each in an array of its own, unless one was given. */
export const arrays: WriterOf = (
  record,
  value = new Float32Array(elementCount(record.shape)),
  others?: string,
) => {
  requireArray('output', record, value, others);
  return (output) => {
    value.set(output);
    return value;
  };
};
