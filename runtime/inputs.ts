import { fail } from './errors.js';
import type { InputRecord } from './manifest.js';
import type { ReadInputs } from './parts.js';
import { expected, valuesByName } from './tensors.js';

/** Interleaved pixels with 1 (grey), 3 (RGB) or 4 (RGBA) bytes each; opacity is ignored. */
export interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What `values` has for each of `records`. Throws `input/…` unless every name is right. */
export function givenInputs(records: readonly InputRecord[], values: unknown): unknown[] {
  const given = valuesByName('input', records, values);
  const missing = records.filter((_, index) => given[index] === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join("', '");
    fail('input/missing', `Input '${names}' is missing. ${expected('input', records)}`);
  }
  return given;
}

/** Writes one input into its tensor. Throws `input/…`. */
export type FillInput = (record: InputRecord, value: unknown, tensor: Float32Array) => void;

/** Reads all inputs at once, each by `fill`. */
export function readBy(fill: FillInput): ReadInputs {
  return (records, inputs, tensors) => {
    givenInputs(records, inputs).forEach((value, index) => {
      fill(records[index], value, tensors[index]);
    });
    return undefined;
  };
}
