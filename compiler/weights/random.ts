import { elementCount } from '../ir/types.js';
import { randomElements } from './random-elements.js';
import { fillRandom } from './random-values.js';
import type { Parameter, WeightSource } from './weight-source.js';

/**
 * Weights for a network that has none: every parameter is drawn from its own generator, seeded by
 * `seed` and the parameter's name, so that it does not change when a layer is added elsewhere.
 *
 * - Matrices and kernels: uniform in ±√(6 / fan-in), which keeps the variance of activations under
 *   ReLU from layer to layer (He et al. 2015, "Delving Deep into Rectifiers").
 * - Variances and the scales of a normalisation: uniform in 0.5 … 1.5, never zero or negative.
 * - Everything else, such as biases and means: uniform in ±0.1.
 * - Integers: of what they index, any entry; otherwise 0 … 7 for i32, and all that u8 and bool can be.
 */
export function randomWeights(seed: number): WeightSource {
  return {
    name: `random:${seed}`,
    read(parameter, space) {
      const { name, element, shape, entries } = parameter;
      if (element !== 'f32') return randomElements(seed, name, { element, shape }, entries);
      const [low, high] = range(parameter);
      const values = space instanceof Float32Array ? space : new Float32Array(elementCount(shape));
      fillRandom(values, seed, name, low, high);
      return values;
    },
  };
}

function range({ shape, role }: Parameter): readonly [number, number] {
  if (role.includes('var')) return [0.5, 1.5];
  if (shape.length >= 2) {
    const bound = Math.sqrt(6 / Math.max(1, elementCount(shape.slice(1))));
    return [-bound, bound];
  }
  return /weight|scale|gamma/.test(role) ? [0.5, 1.5] : [-0.1, 0.1];
}
