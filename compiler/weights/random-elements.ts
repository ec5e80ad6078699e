import type { Elements } from '../ir/tensor.js';
import { elementsOf } from '../ir/tensor.js';
import type { ElementType, TensorType } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import { randomValues } from './random-values.js';

/**
 * From the first number to below the second, where nothing else is known. Those of i32 are small, so that
 * sums and products of a few stay exact in f32, and few, so that some are equal.
 */
const RANGES = {
  f32: [-1, 1],
  i32: [0, 8],
  u8: [0, 256],
  bool: [0, 2],
} as const satisfies Readonly<Record<ElementType, readonly [number, number]>>;

/**
 * Random elements of a type, the same for the same seed and name. `entries`: how many there are of what
 * they index.
 */
export function randomElements(
  seed: number,
  name: string,
  { element, shape }: TensorType,
  entries?: number,
): Elements {
  const [low, high] = RANGES[element];
  const most = element !== 'f32' && entries !== undefined ? entries : high;
  const numbers = randomValues(seed, name, elementCount(shape), low, most);
  return element === 'f32' ? numbers : elementsOf(element, numbers.map(Math.floor));
}
