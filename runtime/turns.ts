import { decode } from './draw.js';
import type { FillInput } from './inputs.js';
import { givenInputs } from './inputs.js';
import type { InputRecord } from './manifest.js';
import type { ReadInputs } from './parts.js';
import { elementCount, kindOf } from './tensors.js';

/**
 * Reads inputs some of which may be files, which take a while to decode. That run waits, and so do those
 * after it, until those before it have begun; but what can be read is read at once.
 */
export function takeTurns(fill: FillInput): ReadInputs {
  /** What settles when the last of a network's runs that wait has begun; its tensors stand for it. */
  const turns = new WeakMap<object, Promise<unknown>>();

  const read = (record: InputRecord, value: unknown): Float32Array => {
    const tensor = new Float32Array(elementCount(record.shape));
    fill(record, value, tensor);
    return tensor;
  };

  const prepare = async (record: InputRecord, value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      const [, ...picture] = record.shape;
      return Promise.all(value.map((item) => prepare({ ...record, shape: [1, ...picture] }, item)));
    }
    if (!isFile(value)) return read(record, value);
    const bitmap = await decode(record.name, value);
    const tensor = read(record, bitmap);
    bitmap.close();
    return tensor;
  };

  return (records, inputs, tensors) => {
    const given = givenInputs(records, inputs);
    const fillAll = (values: readonly unknown[]): void => {
      values.forEach((value, index) => {
        fill(records[index], value, tensors[index]);
      });
    };
    const last = turns.get(tensors);
    if (!last && !given.flat().some(isFile)) {
      fillAll(given);
      return undefined;
    }
    const prepared = given.map((value, index) => prepare(records[index], value));
    const ready = Promise.all([last, ...prepared]).then(([, ...values]) => {
      fillAll(values);
    });
    // A run that fails has no turn, but those before it have.
    const turn = Promise.allSettled([last, ready]);
    turns.set(tensors, turn);
    void turn.then(() => {
      if (turns.get(tensors) === turn) turns.delete(tensors);
    });
    return ready;
  };
}

function isFile(value: unknown): value is Blob {
  return /^(Blob|File)$/.test(kindOf(value));
}
