import { fail } from './errors.js';
import type { InputRecord } from './manifest.js';
import { nearest } from './nearest.js';
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
  const names = records.map((record) => record.name);
  const expected = `The network takes ${records.map(describe).join(' and ')}.`;
  if (typeof values !== 'object' || values === null || ArrayBuffer.isView(values)) {
    fail(
      'input/type',
      `run() takes an object of inputs by name, not ${kindOf(values)}. ${expected}`,
    );
  }
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
    fail('input/unknown', `There is no input '${name}'.${hint} ${expected}`);
  }
  const given = new Map<string, unknown>(Object.entries(values));
  const missing = names.filter((name) => given.get(name) === undefined);
  if (missing.length > 0) {
    fail('input/missing', `Input '${missing.join("', '")}' is missing. ${expected}`);
  }
  records.forEach((record, index) => {
    fill(record, given.get(record.name), tensors[index]);
  });
}

function fill(record: InputRecord, value: unknown, tensor: Float32Array): void {
  const kind = kindOf(value);
  if (kind === 'Float32Array') {
    const data = value as Float32Array;
    if (data.length !== tensor.length) {
      const found = `${data.length} elements instead of ${tensor.length}`;
      fail('input/length', `Input '${record.name}' has ${found}: it is ${describe(record)}.`);
    }
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

/** The class of a value by its tag: an array that came from another frame has it too. */
function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function describe({ name, shape }: InputRecord): string {
  return `${name}: f32[${shape.join(',')}]`;
}
