import type { RelaxedBundle } from '../relaxed.js';
import { chooseModule, loadChosen } from '../relaxed.js';
import type { ThreadedBundle, ThreadedLoadOptions, ThreadedNetwork } from '../threads.js';
import { loadThreaded } from '../threads.js';
import { webGpuLoader } from '../webgpu.js';

export { NetloomError } from '../errors.js';

type Targets = 'wasm' | 'webgpu';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: RelaxedBundle<Targets> & ThreadedBundle<Targets>;

/** As `all-threads.ts`, for a bundle with a second module for relaxed SIMD. */
export const load = (options?: ThreadedLoadOptions): Promise<ThreadedNetwork> =>
  loadThreaded(chooseModule(NETLOOM), (wasm) => [webGpuLoader, loadChosen(wasm)], options);
