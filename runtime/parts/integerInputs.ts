import { INTEGER_ARRAYS } from '../integers.js';
import type { ReadInputs } from '../parts.js';
import { requireArray } from '../tensors.js';

/**
 * Inputs some of which are integers: `read` gets these as floats of the same bits, which is how they lie
 * in memory, an i32 for each element.
 */
export const integerInputs =
  (read: ReadInputs): ReadInputs =>
  (records, inputs, tensors) => {
    const given = { ...(inputs as Record<string, unknown>) };
    for (const record of records) {
      const { name, type } = record;
      if (!type || !Object.hasOwn(given, name)) continue;
      const array = given[name];
      requireArray('input', record, array, '', INTEGER_ARRAYS[type].name);
      const words = Int32Array.from(array, (value) => (type === 'bool' ? +!!value : value));
      given[name] = new Float32Array(words.buffer);
    }
    return read(records, Object(inputs) === inputs ? given : inputs, tensors);
  };
