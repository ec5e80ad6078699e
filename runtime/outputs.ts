import { fail } from './errors.js';
import type { OutputRecord } from './manifest.js';
import { describe, kindOf, requireLength, valuesByName } from './tensors.js';

/**
 * The arrays that a caller wants outputs in, parallel to `records`; undefined where it gave none.
 * Throws `output/…`.
 */
export function givenOutputs(
  records: readonly OutputRecord[],
  values: unknown,
): (Float32Array | undefined)[] {
  return valuesByName('output', records, values).map((value, index) => {
    const record = records[index];
    if (value === undefined) return undefined;
    if (kindOf(value) !== 'Float32Array') {
      fail(
        'output/type',
        `The output '${record.name}' is written into a Float32Array (${describe(record)}), not ${kindOf(value)}.`,
      );
    }
    const array = value as Float32Array;
    requireLength('output', record, array);
    return array;
  });
}

/** An output for the caller: in the array that it gave, or else in one of its own. */
export function handOver(
  output: Float32Array,
  into: Float32Array = new Float32Array(output.length),
): Float32Array {
  into.set(output);
  return into;
}
