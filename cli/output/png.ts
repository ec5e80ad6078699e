import { encode } from 'fast-png';
import { fail } from '../../compiler/diagnostics/diagnostic.js';

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
  const pixels = new Uint8Array(data.length);
  const plane = width * height;
  data.forEach((value, index) => {
    if (!(value >= 0 && value <= 1)) clamped++;
    const at = (index % plane) * channels + Math.floor(index / plane);
    // NaN fails both comparisons and becomes black.
    pixels[at] = value >= 1 ? 255 : value > 0 ? Math.round(value * 255) : 0;
  });
  return { bytes: encode({ width, height, data: pixels, channels, depth: 8 }), clamped };
}
