import type { Outputs } from '../statistics.js';

/** The three runtimes that are compared, under the names that tables show. */
export const RUNTIMES = ['netloom', 'ort-web', 'tfjs-wasm'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** The files of a prepared network, on a disk or behind a server. */
export interface NetworkFiles {
  read(file: string): Promise<Uint8Array>;
  importModule(file: string): Promise<unknown>;
}

/** A network in memory, ready to run. Inputs and outputs are dense, pictures N, C, H, W. */
export interface LoadedNetwork {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Brings inputs into the order that the runtime wants; not measured. */
  prepare(inputs: Outputs): unknown;
  /** One inference, from prepared inputs to outputs that the caller may read. */
  run(prepared: unknown): Promise<unknown>;
  /** Brings what `run` gave into logical order; not measured. */
  collect(result: unknown): Outputs;
}

/** Loads the network `name`. */
export type LoadNetwork = (
  files: NetworkFiles,
  name: string,
  threads: number,
) => Promise<LoadedNetwork>;
