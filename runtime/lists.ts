import { fail } from './errors.js';
import type { FillInput } from './inputs.js';
import { isBytes } from './pixels.js';
import { kindOf } from './tensors.js';

/**
 * Image inputs that are several pictures: lists of what one may be, besides the tensor or the bytes of
 * all, one picture after another.
 */
export function fillList(fill: FillInput): FillInput {
  return (record, value, tensor) => {
    const [count, ...picture] = record.shape;
    const isWhole = isBytes(value) || kindOf(value) === 'Float32Array';
    if (!record.image || count === 1 || isWhole) {
      fill(record, value, tensor);
      return;
    }
    if (!Array.isArray(value) || value.length !== count) {
      const given = Array.isArray(value) ? `one of ${value.length}` : kindOf(value);
      fail('input/type', `Input '${record.name}' takes a list of ${count} pictures, not ${given}.`);
    }
    const one = { ...record, shape: [1, ...picture] };
    const elements = tensor.length / count;
    value.forEach((item, index) => {
      fill(one, item, tensor.subarray(index * elements, (index + 1) * elements));
    });
  };
}
