import type { Choose } from '../parts.js';

/** (func (param v128) (result v128) f32x4.relaxed_madd of the parameter, three times) */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
);

/** Whether this engine has relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(PROBE);
}

/** Takes the module for relaxed SIMD, whose results differ by rounding, where the engine has that. */
export const relaxed: Choose = (manifest) => {
  const { wasm, relaxed: other } = manifest;
  return wasm && other && hasRelaxedSimd()
    ? { ...manifest, wasm: { ...wasm, ...other } }
    : manifest;
};
