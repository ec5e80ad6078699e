import { elementCount } from '../ir/types.js';
import type { Parameter, WeightSource } from './weight-source.js';

/**
 * Weights for a network that has none: every parameter is drawn from its own generator, seeded by
 * `seed` and the parameter's name, so that it does not change when a layer is added elsewhere.
 *
 * - Matrices and kernels: uniform in ±√(6 / fan-in), which keeps the variance of activations under
 *   ReLU from layer to layer (He et al. 2015, "Delving Deep into Rectifiers").
 * - Variances and the scales of a normalisation: uniform in 0.5 … 1.5, never zero or negative.
 * - Everything else, such as biases and means: uniform in ±0.1.
 */
export function randomWeights(seed: number): WeightSource {
  return {
    name: `random:${seed}`,
    read(parameter) {
      const [low, high] = range(parameter);
      return randomValues(seed, parameter.name, elementCount(parameter.shape), low, high);
    },
  };
}

/** `count` numbers in [low, high), the same for the same seed and name. */
export function randomValues(
  seed: number,
  name: string,
  count: number,
  low: number,
  high: number,
): Float32Array {
  const next = uniform(seed, name);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) values[index] = low + (high - low) * next();
  return values;
}

function range({ shape, role }: Parameter): readonly [number, number] {
  if (role.includes('var')) return [0.5, 1.5];
  if (shape.length >= 2) {
    const bound = Math.sqrt(6 / Math.max(1, elementCount(shape.slice(1))));
    return [-bound, bound];
  }
  return /weight|scale|gamma/.test(role) ? [0.5, 1.5] : [-0.1, 0.1];
}

/**
 * Numbers in [0, 1) in steps of 2⁻²⁴, all of which a 32-bit float holds. The generator is
 * SplitMix32, the 32-bit form of Steele, Lea and Flood's SplitMix (2014) with the finaliser of
 * MurmurHash3; its start is the FNV-1a hash of the name mixed with the seed.
 */
function uniform(seed: number, name: string): () => number {
  let state = mix(fnv1a(name) ^ mix(seed) ^ mix(Math.floor(seed / 2 ** 32)));
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 8) / 2 ** 24;
  };
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
