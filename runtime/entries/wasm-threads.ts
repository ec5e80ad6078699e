import type { ThreadedBundle, ThreadedLoadOptions, ThreadedNetwork } from '../threads.js';
import { loadThreaded } from '../threads.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: ThreadedBundle<'wasm'>;

/** The runtime of a bundle without WebGPU, for several threads. */
export const load = (options?: ThreadedLoadOptions): Promise<ThreadedNetwork> =>
  loadThreaded(NETLOOM, (wasm) => [wasm], options);
