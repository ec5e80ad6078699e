import type { ThreadedBundle, ThreadedLoadOptions, ThreadedNetwork } from '../threads.js';
import { loadThreaded } from '../threads.js';
import { webGpuLoader } from '../webgpu.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: ThreadedBundle<'wasm' | 'webgpu'>;

/** The runtime of a bundle for both targets, WebAssembly for several threads. */
export const load = (options?: ThreadedLoadOptions): Promise<ThreadedNetwork> =>
  loadThreaded(NETLOOM, (wasm) => [webGpuLoader, wasm], options);
