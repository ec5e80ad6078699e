import { deflateSync } from 'node:zlib';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { writePng } from '../png-file.js';

/** A tensor as a PNG picture, and how many of its elements did not fit into 0 … 1. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly clamped: number;
}

/**
 * Draws a tensor [1,C,H,W], [C,H,W] or [H,W] with one channel (grey) or three (RGB); 0 becomes
 * black, 1 white, and what lies outside is clamped.
 */
export function encodePicture(
  name: string,
  shape: readonly number[],
  data: Float32Array,
): EncodedPicture {
  const extents = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const [channels, height, width] = extents.length === 2 ? [1, ...extents] : extents;
  if (extents.length < 2 || extents.length > 3 || (channels !== 1 && channels !== 3)) {
    return fail({
      code: 'save/shape',
      title: `output ${name} of shape [${shape.join(',')}] is no picture`,
      hint: 'a picture is [1,C,H,W] with C 1 or 3; save another shape as .npy',
    });
  }
  let clamped = 0;
  // Each row begins with the kind of its filter, 0 for none.
  const rowBytes = 1 + width * channels;
  const rows = new Uint8Array(height * rowBytes);
  const plane = width * height;
  data.forEach((value, index) => {
    if (!(value >= 0 && value <= 1)) clamped++;
    const pixel = index % plane;
    const at = Math.floor(pixel / width) * rowBytes + 1 + (pixel % width) * channels;
    // NaN fails both comparisons and becomes black.
    rows[at + Math.floor(index / plane)] =
      value >= 1 ? 255 : value > 0 ? Math.round(value * 255) : 0;
  });
  const colour = channels === 1 ? 0 : 2;
  const header = { width, height, depth: 8, colour, interlaced: false } as const;
  return { bytes: writePng(header, deflateSync(rows)), clamped };
}
