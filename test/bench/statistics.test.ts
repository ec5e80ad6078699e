import { describe, expect, it } from 'vitest';
import { geometricMean, largestDifference } from '../../bench/statistics.js';

describe('statistics', () => {
  it('averages ratios so that 2 and 1/2 give 1', () => {
    expect(geometricMean([2, 0.5])).toBeCloseTo(1);
  });
});

describe('the largest difference between outputs', () => {
  const expected = { scores: Float32Array.of(1, -8, 0) };

  it('is relative to the largest magnitude of its output', () => {
    expect(largestDifference({ scores: Float32Array.of(1, -8, 0.5) }, expected)).toBe(1 / 16);
  });

  it('does not overlook NaN, another length or a difference from zeros', () => {
    expect(largestDifference({ scores: Float32Array.of(NaN, -8, 0) }, expected)).toBe(Infinity);
    expect(largestDifference({ scores: Float32Array.of(1) }, expected)).toBe(Infinity);
    const zeros = { scores: Float32Array.of(0, 0) };
    expect(largestDifference({ scores: Float32Array.of(0, 1) }, zeros)).toBe(Infinity);
    expect(largestDifference(zeros, zeros)).toBe(0);
  });
});
