import type { Value } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { elementsOf } from '../../compiler/ir/tensor.js';
import type { ElementType } from '../../compiler/ir/types.js';
import { elementCount } from '../../compiler/ir/types.js';
import { randomValues } from '../../compiler/weights/index.js';

/**
 * From the first number to below the second. Those of i32 are indices more often than not: small ones
 * are in most tables, and few, so that some are equal.
 */
const RANGES = {
  f32: [-1, 1],
  i32: [0, 8],
  u8: [0, 256],
  bool: [0, 2],
} as const satisfies Readonly<Record<ElementType, readonly [number, number]>>;

/** Random elements of the type of an input, the same every time. */
export function madeUpInput({ name, type: { element, shape } }: Value): Tensor {
  const [low, high] = RANGES[element];
  const numbers = randomValues(1, name, elementCount(shape), low, high);
  return {
    shape,
    data: element === 'f32' ? numbers : elementsOf(element, numbers.map(Math.floor)),
  };
}
