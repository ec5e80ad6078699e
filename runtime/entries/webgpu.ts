import type { Bundle, LoadOptions, Network } from '../load.js';
import { loadBundle } from '../load.js';
import { webGpuLoader } from '../webgpu.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: Bundle<'webgpu'>;

/** The runtime of a bundle without WebAssembly. */
export const load = (options?: LoadOptions): Promise<Network> =>
  loadBundle(NETLOOM, [webGpuLoader], options);
