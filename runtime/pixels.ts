import { fail } from './errors.js';
import type { Picture } from './inputs.js';
import type { ImageRecord, InputRecord } from './manifest.js';
import { kindOf, requireArray } from './tensors.js';

export type Bytes = Uint8Array | Uint8ClampedArray;

/**
 * Writes an input into its tensor: that itself or, of an image, pixels of its size. `kinds` says what an
 * image may be. Throws `input/…`.
 */
export function fillInput(
  record: InputRecord,
  value: unknown,
  tensor: Float32Array,
  kinds = 'pixels as Uint8Array, Uint8ClampedArray or ImageData',
): void {
  const { name, image, shape } = record;
  const picture = isPicture(value) ? value : undefined;
  const pixels = picture?.data ?? value;
  if (!image || !isBytes(pixels)) {
    requireArray('input', record, value, image && ` or ${kinds}`);
    tensor.set(value);
    return;
  }
  const { width, height } = picture ?? image;
  const count = width * height * shape[0];
  const samples = pixels.length / count;
  if (![1, 3, 4].includes(samples)) {
    fail(
      'input/length',
      `Input '${name}' has ${pixels.length} bytes; pixels of ${width} x ${height} are ` +
        `${count} (grey), ${3 * count} (RGB) or ${4 * count} (RGBA) bytes.`,
    );
  }
  if (width !== image.width || height !== image.height) {
    fail(
      'input/picture-size',
      `Input '${name}' takes ${image.width} x ${image.height} pixels, not ${width} x ${height}; ` +
        'with a fit, image() takes any.',
    );
  }
  preprocess(pixels, samples, image, tensor);
}

/** An ImageData, or anything that looks like one. */
export function isPicture(value: unknown): value is Picture {
  const { width, height, data } = (value ?? {}) as Partial<Picture>;
  return ![width, height, data].includes(undefined);
}

export function isBytes(value: unknown): value is Bytes {
  return /^Uint8(Clamped)?Array$/.test(kindOf(value));
}

/**
 * Turns pixels into the tensor: N pictures with interleaved 1 (grey), 3 (RGB) or 4 (RGBA, the last
 * ignored) bytes a pixel become `tensor` in N, C, H, W order with the channels of `image`, each
 * (pixel * scale - mean) / standardDeviation.
 */
function preprocess(
  pixels: Bytes,
  samples: number,
  image: ImageRecord,
  tensor: Float32Array,
): void {
  const { channels, scale, mean, standardDeviation } = image;
  const area = image.width * image.height;
  const planes = channels === 'grey' ? 1 : 3;
  for (let plane = 0; plane < planes; plane++) {
    const source = channels === 'bgr' ? 2 - plane : plane;
    for (let at = 0; at < tensor.length / planes; at++) {
      const from = at * samples;
      const pixel =
        samples === 1
          ? pixels[from]
          : planes === 1
            ? luma(pixels[from], pixels[from + 1], pixels[from + 2])
            : pixels[from + source];
      const picture = Math.floor(at / area);
      tensor[(picture * planes + plane) * area + (at % area)] =
        (pixel * scale - mean[plane]) / standardDeviation[plane];
    }
  }
}

/**
 * ITU-R BT.601 luma, rounded to a whole number in the way of Pillow's `convert('L')`, which made the
 * training data of most grey networks. A grey pixel keeps its value.
 */
export function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;
}
