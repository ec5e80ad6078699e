import type { Bundle, Target, TargetLoader } from './load.js';
import type { Manifest } from './manifest.js';

/**
 * What a bundle's runtime may have besides its core. Each is the export NAME of `parts/NAME.ts`, which
 * only bundles that need it contain (`partsOf` of the bundle writer). The core reaches it through here
 * only; a part imports what it likes.
 */
export interface Parts {
  /** The targets that the bundle was compiled for, in order of preference. */
  readonly targets: readonly TargetLoader<Target>[];
  /** Present in a bundle that has two modules for WebAssembly. */
  readonly relaxed?: ModuleChooser;
}

/** Chooses between two modules. */
export interface ModuleChooser {
  /** The sources with that of the chosen module as `wasm`. */
  sources(sources: Bundle['sources']): Bundle['sources'];
  /** The manifest with the record of the chosen module as `wasm`. */
  manifest(manifest: Manifest): Manifest;
}
