import type { Tensor } from '../../tensor.js';
import type { Shape } from '../../types.js';
import { elementCount } from '../../types.js';

/**
 * Checked access to tensors for the reference definitions. JavaScript answers a read outside a typed
 * array with undefined, which arithmetic turns into a silent NaN; here it is an error at once.
 */

/** The element at a flat row-major index. Throws a RangeError outside the tensor. */
export function read(tensor: Tensor, index: number): number {
  const value: number | undefined = tensor.data[index];
  if (value === undefined) throw outside(tensor, [index]);
  return value;
}

/** Stores an element at a flat row-major index. Throws a RangeError outside the tensor. */
export function write(tensor: Tensor, index: number, value: number): void {
  if (!(index in tensor.data)) throw outside(tensor, [index]);
  tensor.data[index] = value;
}

/** The element of a rank-4 tensor; every coordinate is checked. Throws a RangeError outside. */
export function read4(tensor: Tensor, n: number, c: number, h: number, w: number): number {
  const { shape } = tensor;
  const inside =
    shape.length === 4 &&
    n >= 0 &&
    n < shape[0] &&
    c >= 0 &&
    c < shape[1] &&
    h >= 0 &&
    h < shape[2] &&
    w >= 0 &&
    w < shape[3];
  if (!inside) throw outside(tensor, [n, c, h, w]);
  return read(tensor, ((n * shape[1] + c) * shape[2] + h) * shape[3] + w);
}

/** The element at one coordinate per axis; every one is checked. Throws a RangeError outside. */
export function readAt(tensor: Tensor, coordinates: readonly number[]): number {
  const { shape } = tensor;
  if (coordinates.length !== shape.length) throw outside(tensor, coordinates);
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const coordinate = coordinates[axis];
    if (!(coordinate >= 0 && coordinate < shape[axis])) throw outside(tensor, coordinates);
    index = index * shape[axis] + coordinate;
  }
  return read(tensor, index);
}

/**
 * The elements of `tensor` in row-major order under another shape with as many elements. They are the
 * same elements, not copies: no operator writes to its operands.
 */
export function reshaped({ shape: from, data }: Tensor, shape: Shape): Tensor {
  if (data.length !== elementCount(shape)) throw outside({ shape: from, data }, shape);
  return { shape, data };
}

/** Calls `visit` with the coordinates of every element and its flat index, in row-major order. */
export function forEachElement(
  shape: Shape,
  visit: (coordinates: readonly number[], index: number) => void,
): void {
  const coordinates = new Array<number>(shape.length).fill(0);
  for (let index = 0; ; index++) {
    visit(coordinates, index);
    let axis = shape.length - 1;
    while (axis >= 0 && ++coordinates[axis] === shape[axis]) coordinates[axis--] = 0;
    if (axis < 0) return;
  }
}

function outside(tensor: Tensor, coordinates: readonly number[]): RangeError {
  return new RangeError(
    `[${coordinates.join(',')}] lies outside a tensor of shape [${tensor.shape.join(',')}]`,
  );
}
