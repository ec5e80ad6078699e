import type { ImageRecord } from './manifest.js';

/**
 * Turns pixels into the tensor: N pictures with interleaved 1 (grey), 3 (RGB) or 4 (RGBA, the last
 * ignored) bytes a pixel become `tensor` in N, C, H, W order with the channels of `image`, each
 * (pixel * scale - mean) / standardDeviation.
 */
export function preprocess(
  pixels: Uint8Array | Uint8ClampedArray,
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
