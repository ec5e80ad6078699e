import type { Picture } from './picture.js';

/**
 * Scales a picture with the bilinear (triangle) filter. As in Pillow, and unlike a plain lookup of
 * four neighbours, the filter widens when the picture shrinks, so that no pixel is skipped.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  const { channels } = picture;
  const across = resample(picture.data, picture.height, picture.width, channels, width);
  const down = resample(across, 1, picture.height, width * channels, height);
  return { ...picture, width, height, data: Uint8Array.from(down, Math.round) };
}

/** Scales the middle axis of `data`, which is [outer][from][inner], to `to` elements. */
function resample(
  data: ArrayLike<number>,
  outer: number,
  from: number,
  inner: number,
  to: number,
): Float32Array {
  const result = new Float32Array(outer * to * inner);
  taps(from, to).forEach(({ first, weights }, target) => {
    for (let block = 0; block < outer; block++) {
      for (let lane = 0; lane < inner; lane++) {
        let sum = 0;
        weights.forEach((weight, index) => {
          sum += weight * data[(block * from + first + index) * inner + lane];
        });
        result[(block * to + target) * inner + lane] = sum;
      }
    }
  });
  return result;
}

/** For every target element the source elements it averages; weights sum to 1. */
function taps(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  const radius = Math.max(1, scale);
  return Array.from({ length: to }, (_, target) => {
    const centre = (target + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - radius + 0.5));
    const last = Math.min(from, Math.floor(centre + radius + 0.5));
    const weights = Array.from({ length: last - first }, (__, index) =>
      Math.max(0, 1 - Math.abs(first + index + 0.5 - centre) / radius),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}
