import type { Attributes } from '../../graph.js';
import { gcd } from './gcd.js';

/** What a resize of pictures [N,C,H,W] is. */
export interface ResizeAttributes extends Attributes {
  /** Output over input extent as fractions: vertical numerator and denominator, then horizontal. */
  readonly factors: readonly number[];
  readonly mode: string;
  readonly coordinates: string;
  readonly rounding: string;
  readonly cubic: number;
}

export const MODES = ['nearest', 'bilinear', 'bicubic'];
export const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'];
export const ROUNDINGS = ['floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'];

/** Output i lies at (i · step + start) / by among the input's samples, which stand at whole numbers. */
export interface Positions {
  readonly step: number;
  readonly start: number;
  readonly by: number;
}

/** Extent of the output along a spatial axis, 0 for the vertical one: ⌊from · n / d⌋. */
export function resizedExtent({ factors }: ResizeAttributes, axis: number, from: number): number {
  return Math.floor((from * factors[2 * axis]) / factors[2 * axis + 1]);
}

/** Where outputs lie along a spatial axis of `from` samples, in lowest terms. */
export function positionsAlong(
  attributes: ResizeAttributes,
  axis: number,
  from: number,
): Positions {
  const to = resizedExtent(attributes, axis, from);
  const n = attributes.factors[2 * axis];
  const d = attributes.factors[2 * axis + 1];
  switch (attributes.coordinates) {
    case 'align_corners':
      return lowest(to === 1 ? FIRST : { step: from - 1, start: 0, by: to - 1 });
    case 'asymmetric':
      return lowest({ step: d, start: 0, by: n });
    case 'pytorch_half_pixel':
      if (to === 1) return FIRST;
  }
  // (i + ½) · d/n − ½
  return lowest({ step: 2 * d, start: d - n, by: 2 * n });
}

const FIRST: Positions = { step: 0, start: 0, by: 1 };

/** Positions whose whole parts are the nearest samples of `positions`, by what is meant with nearest. */
export function nearestSamples({ step, start, by }: Positions, rounding: string): Positions {
  switch (rounding) {
    case 'ceil':
      return { step, start: start + by - 1, by };
    case 'round_prefer_floor': // ⌈p − ½⌉
      return { step: 2 * step, start: 2 * start + by - 1, by: 2 * by };
    case 'round_prefer_ceil': // ⌊p + ½⌋
      return { step: 2 * step, start: 2 * start + by, by: 2 * by };
    default:
      return { step, start, by };
  }
}

function lowest({ step, start, by }: Positions): Positions {
  const factor = gcd(gcd(step, Math.abs(start)), by);
  return { step: step / factor, start: start / factor, by: by / factor };
}

/** The fraction of the smallest numbers that is `value`, above 0, in 32 bits: its continued fraction, cut off. */
export function simplestFraction(value: number): [numerator: number, denominator: number] {
  let [before, beforeBy, n, d] = [0, 1, 1, 0];
  for (let rest = value; ; rest = 1 / (rest - Math.floor(rest))) {
    const whole = Math.floor(rest);
    [before, n] = [n, whole * n + before];
    [beforeBy, d] = [d, whole * d + beforeBy];
    if (Math.fround(n / d) === Math.fround(value)) return [n, d];
  }
}
