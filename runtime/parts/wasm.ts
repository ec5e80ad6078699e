import type { TargetLoader } from '../load.js';
import type { WasmExports } from '../wasm-backend.js';
import { instantiate, receiveCode, startBackend } from '../wasm-backend.js';

/** WebAssembly on the thread that calls. */
export const wasm: TargetLoader<'wasm'> = {
  target: 'wasm',
  prepare: (manifest) => async (code, weights) => {
    const { instance } = await instantiate(manifest.wasm, await receiveCode(code));
    return startBackend(manifest, instance.exports as unknown as WasmExports, weights);
  },
};
