/** How the pixels of a scaled picture are made of those of the original. */
export type Filter = 'nearest' | 'bilinear' | 'bicubic';

/** The part from `start` to `end` of an axis of `to` elements, to which one of `from` is scaled. */
export interface ScaledAxis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** An element of the result is the sum of `weights[k]` times element `first + k`. */
interface Taps {
  readonly first: number;
  /** Whole numbers: `ONE` is 1. */
  readonly weights: readonly number[];
}

/** Bits behind the point of weights: as many as leave the sum of all in 32 bits, bytes and overshoot. */
const PRECISION = 22;
const ONE = 1 << PRECISION;

/**
 * Scales a picture of `samples` interleaved bytes a pixel, of which `lanes` are kept, and gives the
 * rows of `down` by the columns of `across`.
 *
 * These are the bytes that `Image.resize()` of Pillow gives, and so torchvision for its pictures
 * (Resample.c, and for `nearest` Geometry.c of libImaging): across first, rounded, then down. When the
 * picture shrinks, the filters but `nearest` widen as much, so that no pixel is left out.
 */
export function resample(
  pixels: Uint8Array | Uint8ClampedArray,
  samples: number,
  lanes: number,
  down: ScaledAxis,
  across: ScaledAxis,
  filter: Filter,
): Uint8ClampedArray {
  const rows = tapsOf(down, filter);
  const top = rows[0].first;
  const { first, weights } = rows[rows.length - 1];
  const used = pixels.subarray(top * across.from * samples);
  const height = first + weights.length - top;
  const narrow = weigh(used, height, across.from, samples, lanes, tapsOf(across, filter), 0);
  const row = narrow.length / height;
  return weigh(narrow, 1, height, row, row, rows, top);
}

/**
 * Scales the middle axis of `data`, which is [outer][extent][inner] and begins with element `origin` of
 * that axis; of the innermost axis `lanes` are kept.
 */
function weigh(
  data: Uint8Array | Uint8ClampedArray,
  outer: number,
  extent: number,
  inner: number,
  lanes: number,
  taps: readonly Taps[],
  origin: number,
): Uint8ClampedArray {
  // Such an array clamps what `bicubic` overshoots.
  const result = new Uint8ClampedArray(outer * taps.length * lanes);
  let next = 0;
  for (let block = 0; block < outer; block++) {
    for (const { first, weights } of taps) {
      const begin = (block * extent + first - origin) * inner;
      for (let lane = begin; lane < begin + lanes; lane++) {
        let sum = ONE / 2;
        for (let tap = 0; tap < weights.length; tap++) {
          sum = (sum + Math.imul(weights[tap], data[lane + tap * inner])) | 0;
        }
        result[next++] = sum >> PRECISION;
      }
    }
  }
  return result;
}

function tapsOf({ from, to, start, end }: ScaledAxis, filter: Filter): Taps[] {
  const scale = from / to;
  const widened = Math.max(1, scale);
  const support = (filter === 'bicubic' ? 2 : 1) * widened;
  const taps: Taps[] = [];
  // Pillow adds up the places of nearest pixels, which rounds otherwise than a product.
  let place = scale / 2;
  for (let index = 0; index < end; index++) {
    if (index >= start) {
      taps.push(filter === 'nearest' ? { first: place | 0, weights: [ONE] } : weighed(index));
    }
    place += scale;
  }
  return taps;

  function weighed(index: number): Taps {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, centre - support + 0.5) | 0;
    const last = Math.min(from, centre + support + 0.5) | 0;
    const weights: number[] = [];
    let sum = 0;
    for (let at = first; at < last; at++) {
      const weight = height(Math.abs((at - centre + 0.5) * (1 / widened)), filter);
      weights.push(weight);
      sum += weight;
    }
    return {
      first,
      weights: weights.map((weight) => ((weight / sum) * ONE + (weight < 0 ? -0.5 : 0.5)) | 0),
    };
  }
}

/** The filter's value at a distance: a triangle, or the cubic convolution of Keys (1981), a = -1/2. */
function height(x: number, filter: Filter): number {
  if (filter !== 'bicubic') return Math.max(0, 1 - x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}
