import type { Shape } from './types.js';
import { elementCount } from './types.js';

/** A dense row-major tensor of 32-bit floats in logical axis order. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Makes a tensor; throws a RangeError when `data` does not hold exactly `shape`'s elements. */
export function tensor(shape: Shape, data: ArrayLike<number>): Tensor {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(
      `a tensor of shape [${shape.join(',')}] holds ${elementCount(shape)} elements, not ${data.length}`,
    );
  }
  return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

export function zeros(shape: Shape): Tensor {
  return { shape, data: new Float32Array(elementCount(shape)) };
}
