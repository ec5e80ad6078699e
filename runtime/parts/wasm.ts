import type { TargetLoader } from '../load.js';
import { receive } from '../files.js';
import type { WasmExports } from '../wasm-backend.js';
import { instantiate, startBackend } from '../wasm-backend.js';

/** WebAssembly on the thread that calls. */
export const wasm: TargetLoader<'wasm'> = {
  target: 'wasm',
  prepare: (manifest) => async (code, weights) => {
    const bytes = await receive(code);
    const { instance } = await instantiate(manifest.wasm, bytes);
    return startBackend(manifest, instance.exports as unknown as WasmExports, weights);
  },
};
