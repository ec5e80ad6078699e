import type { RelaxedBundle } from '../relaxed.js';
import { chooseModule, loadChosen } from '../relaxed.js';
import type { ThreadedBundle, ThreadedLoadOptions, ThreadedNetwork } from '../threads.js';
import { loadThreaded } from '../threads.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: RelaxedBundle<'wasm'> & ThreadedBundle<'wasm'>;

/** As `wasm-threads.ts`, for a bundle with a second module for relaxed SIMD. */
export const load = (options?: ThreadedLoadOptions): Promise<ThreadedNetwork> =>
  loadThreaded<'wasm'>(chooseModule(NETLOOM), (wasm) => [loadChosen(wasm)], options);
