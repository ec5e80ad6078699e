import type { OutputImageRecord } from './manifest.js';

/** The pixel that an element of an image output is, not rounded. */
export function pixelOf(element: number, plane: number, image: OutputImageRecord): number {
  return (element * image.standardDeviation[plane] + image.mean[plane]) / image.scale;
}

/**
 * Writes one picture of an image output, C, H, W, as RGBA. Numbers are rounded to the nearest byte, of two
 * the even one, and clamped; what is no number is 0.
 */
export function writePixels(
  tensor: Float32Array,
  image: OutputImageRecord,
  pixels: Uint8ClampedArray,
): void {
  const { channels } = image;
  const area = pixels.length / 4;
  for (let sample = 0; sample < 4; sample++) {
    const plane = channels === 'grey' ? 0 : channels === 'bgr' ? 2 - sample : sample;
    const opaque = sample === 3 && channels !== 'rgba';
    for (let at = 0; at < area; at++) {
      pixels[4 * at + sample] = opaque ? 255 : pixelOf(tensor[plane * area + at], plane, image);
    }
  }
}
