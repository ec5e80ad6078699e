import { describe, expect, it } from 'vitest';
import { bandwidthFor } from '../../bench/layers/bandwidth.js';
import { limitOf, rooflineOf, widePointwiseShares } from '../../bench/layers/roofline.js';
import type { LayerAnalysis, LayerResult } from '../../bench/results.js';

/** 50 GFLOP/s; 10 GB/s for what fits into a megabyte or two, 5 GB/s from eight on. */
const machine = {
  roof: 50,
  bandwidths: [
    { bytes: 1_000_000, gigabytesPerSecond: 10 },
    { bytes: 8_000_000, gigabytesPerSecond: 5 },
  ],
};

const convolution: LayerResult = {
  value: 'c1',
  kernel: 'conv2d_3x3',
  widePointwise: false,
  // Two operations each: 2 ms at the roof, and 8 ms if it did what its definition says.
  macs: 200_000_000,
  multiplications: 50_000_000,
  weightBytes: 1_000_000,
  activationBytes: 2_000_000,
  milliseconds: 5,
};

const dense: LayerResult = {
  value: 'fc',
  kernel: 'matmul',
  widePointwise: true,
  // 1 ms at the roof.
  macs: 25_000_000,
  multiplications: 25_000_000,
  // 20 ms at 5 GB/s, for the whole network does not fit.
  weightBytes: 100_000_000,
  activationBytes: 0,
  milliseconds: 25,
};

const analysis: LayerAnalysis = {
  ...machine,
  footprintBytes: 103_000_000,
  layers: [convolution, dense],
};

describe('the bandwidth for a buffer', () => {
  it('is that of the largest measured one that is no larger', () => {
    const { bandwidths } = machine;
    expect(bandwidthFor(bandwidths, 1_000_000)).toBe(10);
    expect(bandwidthFor(bandwidths, 7_999_999)).toBe(10);
    expect(bandwidthFor(bandwidths, 8_000_000)).toBe(5);
    expect(bandwidthFor(bandwidths, 1000)).toBe(10);
  });
});

describe('the roofline', () => {
  it('takes the larger of arithmetic and memory for each kernel', () => {
    // 1 MB of weights at 5 GB/s and 2 MB of activations at 10 GB/s.
    expect(limitOf(analysis, convolution)).toEqual({
      arithmeticMilliseconds: 2,
      memoryMilliseconds: 0.4,
      milliseconds: 2,
    });
    expect(limitOf(analysis, dense).milliseconds).toBe(20);
  });

  it('adds them up, with and without fewer multiplications', () => {
    expect(rooflineOf(analysis)).toEqual({
      kernelMilliseconds: 30,
      limitMilliseconds: 22,
      plainLimitMilliseconds: 28,
      memoryBoundMilliseconds: 20,
    });
  });

  it('says what wide pointwise layers reach of the roof, and of what memory lets them', () => {
    // 50 MFLOP in 25 ms are 2 GFLOP/s.
    expect(widePointwiseShares(analysis)).toEqual({ ofRoof: 0.04, ofLimit: 0.8 });
    expect(widePointwiseShares({ ...analysis, layers: [convolution] })).toBeUndefined();
  });
});
