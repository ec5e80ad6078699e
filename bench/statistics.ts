import { median } from '../cli/median.js';

/** The median and the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Quartiles as medians of the halves, the middle of an odd number belonging to neither. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (half === 0) return { median: sorted[0], low: sorted[0], high: sorted[0] };
  return {
    median: median(sorted),
    low: median(sorted.slice(0, half)),
    high: median(sorted.slice(sorted.length - half)),
  };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export type Outputs = Readonly<Record<string, Float32Array>>;

/**
 * The largest |a − b| over all outputs, each relative to the largest magnitude in `b`'s output:
 * what a result means depends on its scale, not on the single elements near zero. Infinite where a
 * number stands on one side only.
 */
export function largestDifference(a: Outputs, b: Outputs): number {
  const differences = Object.entries(b).map(([name, expected]) => {
    const actual = a[name];
    if (actual.length !== expected.length) return Infinity;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const largest = actual.reduce((most, value, at) => {
      const difference = Math.abs(value - expected[at]);
      return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
    }, 0);
    return largest === 0 ? 0 : largest / scale;
  });
  return Math.max(...differences);
}

/** Reproducible numbers in [−1, 1) to feed a network with: mulberry32. */
export function pseudoRandom(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}
