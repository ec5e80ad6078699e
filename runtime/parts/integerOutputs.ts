import { INTEGER_ARRAYS } from '../integers.js';
import type { WriterOf } from '../parts.js';
import { elementCount, requireArray } from '../tensors.js';

/** Outputs some of which are integers, each a word in memory; `writerOf` is for all others. */
export const integerOutputs =
  (writerOf: WriterOf): WriterOf =>
  (record, value, others) => {
    const { type, shape } = record;
    if (!type) return writerOf(record, value, others);
    const IntegerArray = INTEGER_ARRAYS[type];
    const given = value ?? new IntegerArray(elementCount(shape));
    requireArray('output', record, given, others, IntegerArray.name);
    return ({ buffer, byteOffset, length }) => {
      given.set(new Int32Array(buffer, byteOffset, length));
      return given;
    };
  };
