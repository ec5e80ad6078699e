import type { TargetLoader } from '../load.js';
import type { WasmExports } from '../wasm-backend.js';
import { compile, explained, receiveCode, startBackend } from '../wasm-backend.js';

/** WebAssembly on the thread that calls. */
export const wasm: TargetLoader<'wasm'> = {
  target: 'wasm',
  prepare: (manifest) => async (code, weights) => {
    const given = await receiveCode(code);
    const { exports } = await explained(manifest.wasm, async () =>
      WebAssembly.instantiate(await compile(given)),
    );
    return startBackend(manifest, exports as unknown as WasmExports, weights);
  },
};
