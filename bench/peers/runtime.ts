import type { Outputs } from '../statistics.js';

/** What computes: the processor by WebAssembly, or a GPU. */
export const TARGETS = ['wasm', 'webgpu'] as const;
export type Target = (typeof TARGETS)[number];

/** Who is compared for each target, under the names that tables show. */
export const RUNTIMES = {
  wasm: ['netloom', 'ort-web', 'tfjs-wasm'],
  webgpu: ['netloom', 'ort-web', 'tfjs-webgpu'],
} as const satisfies Record<Target, readonly string[]>;
export type RuntimeName = (typeof RUNTIMES)[Target][number];
export type Peer = Exclude<RuntimeName, 'netloom'>;

/** Whom Netloom is compared with. */
export function peersOf(target: Target): Peer[] {
  return RUNTIMES[target].filter((runtime): runtime is Peer => runtime !== 'netloom');
}

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

/** What a runtime is asked to compute with. */
export interface Setting {
  readonly target: Target;
  /** Those of WebAssembly; a GPU has its own. */
  readonly threads: number;
  /** Netloom's bundle has a second module, with relaxed SIMD; the peers have none. */
  readonly relaxedSimd?: true;
}

/** Loads the network `name`. */
export type LoadNetwork = (
  files: NetworkFiles,
  name: string,
  setting: Setting,
) => Promise<LoadedNetwork>;
