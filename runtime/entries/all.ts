import type { Bundle, LoadOptions, Network } from '../load.js';
import { loadBundle } from '../load.js';
import { wasmLoader } from '../wasm.js';
import { webGpuLoader } from '../webgpu.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: Bundle<'wasm' | 'webgpu'>;

/** The runtime of a bundle for both targets; WebGPU is preferred where it is available. */
export const load = (options?: LoadOptions): Promise<Network> =>
  loadBundle(NETLOOM, [webGpuLoader, wasmLoader], options);
