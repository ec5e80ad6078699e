import type { LoadOptions, Network } from '../load.js';
import { loadBundle } from '../load.js';
import type { RelaxedBundle } from '../relaxed.js';
import { chooseModule, loadChosen } from '../relaxed.js';
import { wasmLoader } from '../wasm.js';
import { webGpuLoader } from '../webgpu.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: RelaxedBundle<'wasm' | 'webgpu'>;

/** As `all.ts`, for a bundle with a second module for relaxed SIMD. */
export const load = (options?: LoadOptions): Promise<Network> =>
  loadBundle(chooseModule(NETLOOM), [webGpuLoader, loadChosen(wasmLoader)], options);
