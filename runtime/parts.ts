import type { Target, TargetLoader } from './load.js';
import type { Manifest } from './manifest.js';

/**
 * What a bundle's runtime may have besides its core. Each is the export NAME of `parts/NAME.ts`, which
 * only bundles that need it contain (`partsOf` of the bundle writer). The core reaches it through here
 * only; a part imports what it likes.
 */
export interface Parts {
  /** The targets that the bundle was compiled for, in order of preference. */
  readonly targets: readonly TargetLoader<Target>[];
  /** Chooses between two modules for WebAssembly: the chosen one is the manifest's `wasm`. */
  readonly relaxed?: (manifest: Manifest) => Manifest;
}
