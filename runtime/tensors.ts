import { fail } from './errors.js';
import type { IntegerType } from './manifest.js';

interface TensorRecord {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type?: IntegerType | 'f32';
}

/** What a caller hands over: inputs to read, or arrays to write outputs into. */
export type Kind = 'input' | 'output';

/**
 * What `values` has for each of `records`, undefined where it has nothing. Throws `input/type` and
 * `input/unknown`, or the same of outputs.
 */
export function valuesByName(
  kind: Kind,
  records: readonly TensorRecord[],
  values: unknown,
): unknown[] {
  if (Object(values) !== values || ArrayBuffer.isView(values)) {
    fail(
      `${kind}/type`,
      `run() takes an object of ${kind}s by name, not ${kindOf(values)}. ${expected(kind, records)}`,
    );
  }
  const given = new Map<string, unknown>(Object.entries(values as object));
  const found = records.map(({ name }) => {
    const value = given.get(name);
    given.delete(name);
    return value;
  });
  for (const name of given.keys()) {
    fail(`${kind}/unknown`, `There is no ${kind} '${name}'. ${expected(kind, records)}`);
  }
  return found;
}

/**
 * Requires `value` to be the tensor of an input, or an array for that of an output. Throws `input/type` and
 * `input/length`, or the same of outputs; `others` says what else it might be, and `array` its class.
 */
export function requireArray(
  kind: Kind,
  record: TensorRecord,
  value: unknown,
  others = '',
  array = 'Float32Array',
): asserts value is Float32Array {
  const subject = `The ${kind} '${record.name}'`;
  const given = kindOf(value);
  if (given !== array) {
    fail(`${kind}/type`, `${subject} is a ${array} (${describe(record)})${others}, not ${given}.`);
  }
  const { length } = value as Float32Array;
  const count = elementCount(record.shape);
  if (length !== count) {
    fail(
      `${kind}/length`,
      `${subject} has ${length} elements instead of ${count}: it is ${describe(record)}.`,
    );
  }
}

/** What the network takes, or gives. */
export function expected(kind: Kind, records: readonly TensorRecord[]): string {
  const verb = kind === 'input' ? 'takes' : 'gives';
  return `The network ${verb} ${records.map(describe).join(' and ')}.`;
}

function describe({ name, shape, type = 'f32' }: TensorRecord): string {
  return `${name}: ${type}[${shape.join(',')}]`;
}

/** The class of a value by its tag: an array that came from another frame has it too. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}
