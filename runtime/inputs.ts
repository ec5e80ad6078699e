import { fail } from './errors.js';
import type { InputRecord } from './manifest.js';
import { describe, expected, kindOf, requireLength, valuesByName } from './tensors.js';
import { preprocess } from './pixels.js';

/** RGBA pixels, as a canvas gives them. Alpha is ignored. */
export interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** The tensor itself, or the pixels of an image input. */
export type InputValue = Float32Array | Uint8Array | Uint8ClampedArray | Picture;

/**
 * Writes `values` into `tensors` (parallel to `records`), preprocessing pixels. Nothing is written
 * unless every name is right. Throws `input/…`.
 */
export function fillInputs(
  records: readonly InputRecord[],
  values: unknown,
  tensors: readonly Float32Array[],
): void {
  const given = valuesByName('input', records, values);
  const missing = records.filter((_, index) => given[index] === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join("', '");
    fail('input/missing', `Input '${names}' is missing. ${expected('input', records)}`);
  }
  records.forEach((record, index) => {
    fill(record, given[index], tensors[index]);
  });
}

function fill(record: InputRecord, value: unknown, tensor: Float32Array): void {
  const kind = kindOf(value);
  if (kind === 'Float32Array') {
    const data = value as Float32Array;
    requireLength('input', record, data);
    tensor.set(data);
    return;
  }
  const { image } = record;
  const picture = isPicture(value) ? value : undefined;
  const bytes = picture?.data ?? value;
  if (!image || !isBytes(bytes)) {
    const pixels = image ? ', or pixels as Uint8Array, Uint8ClampedArray or ImageData' : '';
    fail(
      'input/type',
      `Input '${record.name}' takes a Float32Array (${describe(record)})${pixels}, not ${kind}.`,
    );
  }
  const { width, height } = picture ?? image;
  if (width !== image.width || height !== image.height) {
    fail(
      'input/picture-size',
      `Input '${record.name}' takes a picture of ${image.width} x ${image.height} pixels, not ` +
        `${width} x ${height}; scale it with drawImage() first.`,
    );
  }
  const planes = image.channels === 'grey' ? 1 : 3;
  const pixels = tensor.length / planes;
  const samples = bytes.length / pixels;
  if (![1, 3, 4].includes(samples)) {
    fail(
      'input/length',
      `Input '${record.name}' has ${bytes.length} bytes; pixels of ${image.width} x ${image.height} are ` +
        `${pixels} (grey), ${3 * pixels} (RGB) or ${4 * pixels} (RGBA) bytes.`,
    );
  }
  preprocess(bytes, samples, image, tensor);
}

/** An ImageData, or anything that looks like one. */
function isPicture(value: unknown): value is Picture {
  const { width, height, data } = (value ?? {}) as Partial<Picture>;
  return ![width, height, data].includes(undefined);
}

function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  return /^Uint8(Clamped)?Array$/.test(kindOf(value));
}
