import type { RuntimeName } from './peers/runtime.js';
import type { Outputs } from './statistics.js';

/** What the benchmark asks one of its processes to do. */
export type Request =
  | {
      readonly kind: 'load';
      readonly runtime: RuntimeName;
      readonly folder: string;
      readonly name: string;
      readonly threads: number;
    }
  | { readonly kind: 'turn'; readonly milliseconds: number };

/** The answer to each kind of request. */
export interface Replies {
  readonly load: FirstAnswer;
  readonly turn: Turn;
}

export interface FirstAnswer {
  /** From the import of the runtime to the outputs of the first inference. */
  readonly milliseconds: number;
  readonly outputs: Outputs;
}

/** Some inferences in a row. */
export interface Turn {
  /** Of each inference. */
  readonly milliseconds: readonly number[];
  /** The most memory that the process has had so far. */
  readonly peakBytes: number;
  /** All WebAssembly memories together. */
  readonly wasmBytes: number;
}

export type Reply<Kind extends Request['kind']> =
  { readonly result: Replies[Kind] } | { readonly error: string };
