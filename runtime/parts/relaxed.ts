import type { ModuleChooser } from '../parts.js';

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
export const relaxed: ModuleChooser = {
  sources: (sources) => (hasRelaxedSimd() ? { ...sources, wasm: sources.relaxed } : sources),
  manifest(manifest) {
    const { wasm } = manifest;
    return wasm?.relaxed && hasRelaxedSimd()
      ? { ...manifest, wasm: { ...wasm, ...wasm.relaxed } }
      : manifest;
  },
};
