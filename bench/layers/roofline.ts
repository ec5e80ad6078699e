/**
 * What the machine allows: S. Williams, A. Waterman, D. Patterson, "Roofline: an insightful visual
 * performance model for multicore architectures", CACM 2009, kernel by kernel.
 */
import type { LayerAnalysis, LayerResult } from '../results.js';
import { bandwidthFor } from './bandwidth.js';

/** What limits a kernel, and by how much. */
export interface LayerLimit {
  /** Its multiplications and additions at the speed of the roof. */
  readonly arithmeticMilliseconds: number;
  /** Every byte once, at the bandwidth of where it can be. */
  readonly memoryMilliseconds: number;
  /** The larger of the two: no kernel that multiplies as often can be faster. */
  readonly milliseconds: number;
}

/**
 * Weights come from as far away as a buffer of the whole network lies, for all else is read between
 * two uses; what a layer hands to the next may still be where the layer's own values fit.
 */
export function limitOf(analysis: LayerAnalysis, layer: LayerResult): LayerLimit {
  const { roof, bandwidths, footprintBytes } = analysis;
  const { multiplications, weightBytes, activationBytes } = layer;
  const arithmeticMilliseconds = (2 * multiplications) / (roof * 1e6);
  const memoryMilliseconds =
    weightBytes / (bandwidthFor(bandwidths, footprintBytes) * 1e6) +
    activationBytes / (bandwidthFor(bandwidths, activationBytes) * 1e6);
  return {
    arithmeticMilliseconds,
    memoryMilliseconds,
    milliseconds: Math.max(arithmeticMilliseconds, memoryMilliseconds),
  };
}

/** One network, all its kernels together. */
export interface Roofline {
  /** What the kernels take, one after another. */
  readonly kernelMilliseconds: number;
  /** What the machine allows for the multiplications that the kernels do. */
  readonly limitMilliseconds: number;
  /** The same if every layer did all the multiplications of its definition. */
  readonly plainLimitMilliseconds: number;
  /** Of the limit, what kernels take for which memory is the limit. */
  readonly memoryBoundMilliseconds: number;
}

export function rooflineOf(analysis: LayerAnalysis): Roofline {
  const limits = analysis.layers.map((layer) => limitOf(analysis, layer));
  const plain = analysis.layers.map((layer) =>
    limitOf(analysis, { ...layer, multiplications: layer.macs }),
  );
  const bound = limits.filter((limit) => limit.memoryMilliseconds > limit.arithmeticMilliseconds);
  return {
    kernelMilliseconds: sum(analysis.layers.map(({ milliseconds }) => milliseconds)),
    limitMilliseconds: sum(limits.map(({ milliseconds }) => milliseconds)),
    plainLimitMilliseconds: sum(plain.map(({ milliseconds }) => milliseconds)),
    memoryBoundMilliseconds: sum(bound.map(({ milliseconds }) => milliseconds)),
  };
}

/** GFLOP/s of a layer by its definition: Winograd can exceed the roof. */
export function layerGflops({ macs, milliseconds }: LayerResult): number {
  return (2 * macs) / (milliseconds * 1e6);
}

/** What the wide 1×1 convolutions and dense layers reach together, as shares of two limits. */
export function widePointwiseShares(
  analysis: LayerAnalysis,
): { readonly ofRoof: number; readonly ofLimit: number } | undefined {
  const layers = analysis.layers.filter(({ widePointwise }) => widePointwise);
  if (layers.length === 0) return undefined;
  const milliseconds = sum(layers.map((layer) => layer.milliseconds));
  const macs = sum(layers.map((layer) => layer.macs));
  return {
    ofRoof: (2 * macs) / (milliseconds * 1e6) / analysis.roof,
    ofLimit: sum(layers.map((layer) => limitOf(analysis, layer).milliseconds)) / milliseconds,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
