import type { Bundle, LoadOptions, Network } from '../load.js';
import { loadBundle } from '../load.js';
import { wasmLoader } from '../wasm.js';

export { NetloomError } from '../errors.js';

/** Defined by the bundle's module, before this text. */
declare const NETLOOM: Bundle<'wasm'>;

/** The runtime of a bundle without WebGPU. */
export const load = (options?: LoadOptions): Promise<Network> =>
  loadBundle(NETLOOM, [wasmLoader], options);
