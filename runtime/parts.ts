import type { LoadOptions, Target, TargetLoader } from './load.js';
import type { Backend } from './backend.js';
import type { ArenaRecord, InputRecord, Manifest, OutputRecord } from './manifest.js';
import type { OutputValue } from './outputs.js';

/**
 * What a bundle's runtime may have besides its core. Each is the export NAME of `parts/NAME.ts`, which
 * only bundles that need it contain (`partsOf` of the bundle writer). The core reaches it through here
 * only; a part imports what it likes.
 */
export interface Parts {
  /** The targets that the bundle was compiled for, in order of preference. */
  readonly targets: readonly TargetLoader<Target>[];
  /** Chooses what of a bundle is loaded, where there is a choice. */
  readonly choose?: Choose;
  readonly inputs: ReadInputs;
  readonly outputs: WriterOf;
  readonly states?: KeepStates;
}

/** Gives the states what they begin with, and a network the method that does so again. */
export type KeepStates = (
  record: ArenaRecord | undefined,
  backend: () => Backend,
) => { reset(): void };

/** The manifest of a size that was compiled, and of one of two modules for WebAssembly. Throws `set/unknown`. */
export type Choose = (manifest: Manifest, options: LoadOptions) => Manifest;

/**
 * Writes the inputs that a caller gave into the tensors that `records` describe: now, or by the time that
 * the promise settles, where something has to be decoded. Throws `input/…`.
 */
export type ReadInputs = (
  records: readonly InputRecord[],
  inputs: unknown,
  tensors: readonly Float32Array[],
) => Promise<void> | undefined;

/**
 * What hands an output over, in `value` if the caller gave something. `others` says what else that might
 * be. Throws `output/…`.
 */
export type WriterOf = (record: OutputRecord, value: unknown, others?: string) => WriteOutput;

/** Copies an output's tensor, or makes pixels of it, for the caller. */
export type WriteOutput = (output: Float32Array) => OutputValue;
