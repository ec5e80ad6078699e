import { deflateSync } from 'node:zlib';
import type { OutputImage } from '../../compiler/ir/image.js';
import { pixelOf, writePixels } from '../../runtime/image.js';
import { writePng } from '../png-file.js';

/** A tensor as a PNG picture, and how many of its elements did not fit into 0 … 255. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly clamped: number;
}

/** Draws a tensor [1,C,height,width] as the image that it is, by the code that bundles have. */
export function encodePicture(
  [, channels, height, width]: readonly number[],
  data: Float32Array,
  image: OutputImage,
): EncodedPicture {
  const area = width * height;
  const rgba = new Uint8ClampedArray(4 * area);
  writePixels(data, image, rgba);
  // Each row begins with the kind of its filter, 0 for none.
  const rowBytes = 1 + width * channels;
  const rows = new Uint8Array(height * rowBytes);
  for (let at = 0; at < area * channels; at++) {
    const channel = at % channels;
    const pixel = (at - channel) / channels;
    const row = Math.floor(pixel / width);
    rows[row * rowBytes + 1 + (pixel % width) * channels + channel] = rgba[4 * pixel + channel];
  }
  const clamped = data.reduce((count, element, at) => {
    const pixel = pixelOf(element, Math.floor(at / area), image);
    return pixel >= -0.5 && pixel <= 255.5 ? count : count + 1;
  }, 0);
  const colour = image.channels === 'grey' ? 0 : image.channels === 'rgba' ? 6 : 2;
  const header = { width, height, depth: 8, colour, interlaced: false } as const;
  return { bytes: writePng(header, deflateSync(rows)), clamped };
}
