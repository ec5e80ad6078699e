import type { Bundle, Target, TargetLoader } from './load.js';
import type { Source } from './files.js';

/**
 * A bundle with two WebAssembly modules that compute the same, up to rounding: one for every engine
 * with SIMD, and one for those with relaxed SIMD too.
 */
export type RelaxedBundle<Compiled extends Target> = Bundle<Compiled> & {
  readonly sources: { readonly relaxed: Source };
};

/** (func (param v128) (result v128) f32x4.relaxed_madd of the parameter, three times) */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
);

/** Whether this engine has relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(PROBE);
}

/** The bundle with the module that this engine runs fastest as its only one. */
export function chooseModule<Chosen extends RelaxedBundle<'wasm'>>(bundle: Chosen): Chosen {
  const { sources } = bundle;
  return hasRelaxedSimd() ? { ...bundle, sources: { ...sources, wasm: sources.relaxed } } : bundle;
}

/** `loader`, for the module that `chooseModule` chooses. */
export const loadChosen = (loader: TargetLoader<'wasm'>): TargetLoader<'wasm'> => ({
  target: 'wasm',
  prepare(manifest, options) {
    const { wasm } = manifest;
    const chosen = hasRelaxedSimd() ? { ...wasm, ...wasm.relaxed } : wasm;
    return loader.prepare({ ...manifest, wasm: chosen }, options);
  },
});
