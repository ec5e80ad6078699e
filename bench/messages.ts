import type { GpuCounts } from './gpu-counts.js';
import type { GpuFigures, LayerAnalysis } from './results.js';
import type { BenchmarkNetwork } from './networks.js';
import type { RuntimeName, Setting } from './peers/runtime.js';
import type { Outputs } from './statistics.js';

/** What the benchmark asks one of its processes to do. */
export type Request = LoadRequest | TurnRequest | LayersRequest;

export interface LoadRequest extends Setting {
  readonly kind: 'load';
  readonly runtime: RuntimeName;
  readonly name: string;
  /** Where the network's files are: a path, or an address in a page. It ends in a slash. */
  readonly base: string;
}

export interface TurnRequest {
  readonly kind: 'turn';
  readonly milliseconds: number;
}

/** Times each kernel of Netloom's module within whole inferences. */
export interface LayersRequest {
  readonly kind: 'layers';
  readonly network: BenchmarkNetwork;
}

/** The answer to each kind of request. */
export interface Replies {
  readonly load: FirstAnswer;
  readonly turn: Turn;
  readonly layers: LayerAnalysis;
}

export interface FirstAnswer {
  /** From the import of the runtime to the outputs of the first inference. */
  readonly milliseconds: number;
  readonly outputs: Outputs;
  /** What was asked of WebGPU until then, where there is WebGPU. */
  readonly gpu?: GpuCounts;
}

/** What is known of a runtime before its first answer. */
export interface SoFar {
  /** From the import of the runtime to the network in memory; absent when it has not come to that. */
  readonly loadMilliseconds?: number;
  /** What it has asked of WebGPU since, and of that for the answer. */
  readonly gpu?: GpuFigures;
}

/** Some inferences in a row. */
export interface Turn {
  /** Of each inference. */
  readonly milliseconds: readonly number[];
  /** All WebAssembly memories together. */
  readonly wasmBytes: number;
  /** The most memory that the process has had so far; a page cannot say. */
  readonly peakBytes?: number;
  /** What an inference asked of WebGPU, where there is WebGPU. */
  readonly gpu?: GpuCounts;
}

export type Reply<Kind extends Request['kind']> =
  { readonly result: Replies[Kind] } | { readonly error: string };
