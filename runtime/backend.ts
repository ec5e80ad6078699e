import type { OutputValue } from './outputs.js';
import type { WriteOutput } from './parts.js';

/** One target of a loaded bundle: the network in memory, ready to run. */
export interface Backend {
  /** How many threads it uses now, where that is not always one. */
  readonly threads?: number;
  /** Where the inputs are written before `run()`, in the manifest's order. */
  readonly inputs: readonly Float32Array[];
  /**
   * Computes the outputs and gives what `writers` make of them, both in the manifest's order. The inputs
   * have been read when it returns, so that they may be written again before its promise settles.
   */
  run(writers: readonly WriteOutput[]): OutputValue[] | Promise<OutputValue[]>;
  /** Of WebAssembly: the weights, then the arena. */
  readonly memory?: WebAssembly.Memory;
  /** Of a GPU: its device, the arena and the weights. */
  readonly buffers?: readonly [GPUDevice, GPUBuffer, GPUBuffer];
  /** Frees what does not go with the last reference to this; nothing may be called afterwards. */
  dispose?(): void;
}
