import type { ElementType, Shape, TensorType } from './types.js';
import { elementCount } from './types.js';

/** Elements in row-major order: of f32, of i32, and of u8 or bool. */
export type Elements = Float32Array | Int32Array | Uint8Array;

/** The array that holds elements of a type; a bool is a byte, 0 or 1. */
const ARRAYS = {
  f32: Float32Array,
  i32: Int32Array,
  u8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<ElementType, unknown>;

/** A dense row-major tensor in logical axis order. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Elements;
}

/**
 * Makes a tensor, of f32 unless `data` is an array of another type of elements; throws a RangeError
 * when it does not hold exactly `shape`'s elements.
 */
export function tensor(shape: Shape, data: ArrayLike<number>): Tensor {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(
      `a tensor of shape [${shape.join(',')}] holds ${elementCount(shape)} elements, not ${data.length}`,
    );
  }
  return { shape, data: isElements(data) ? data : Float32Array.from(data) };
}

export function zeros({ element, shape }: TensorType): Tensor {
  return { shape, data: new ARRAYS[element](elementCount(shape)) };
}

/** An array of zeros of the kind of `data`. */
export function zerosLike<E extends Elements>(data: E, length: number): E {
  const { constructor } = data as { constructor: unknown };
  return new (constructor as new (length: number) => E)(length);
}

/** The elements of an f32 tensor; throws where they are of another type. */
export function floats({ data }: Pick<Tensor, 'data'>): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError(`elements of f32 are in a Float32Array, not ${data.constructor.name}`);
}

/** The largest magnitude of any element, NaN where one is. */
export function largestMagnitude({ data }: Pick<Tensor, 'data'>): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}

/** A copy of numbers as elements of a type; those outside its range wrap around. */
export function elementsOf(element: ElementType, numbers: Iterable<number>): Elements {
  return ARRAYS[element].from(numbers);
}

/** The type of a tensor's elements; bytes are u8. */
export function elementOf({ data }: Tensor): ElementType {
  if (data instanceof Float32Array) return 'f32';
  return data instanceof Int32Array ? 'i32' : 'u8';
}

/** Whether a number is one that elements of a type can be; of f32, all are, rounded. */
export function isElement(element: ElementType, value: number): boolean {
  if (element === 'f32') return true;
  return elementsOf(element, [value])[0] === value && (element !== 'bool' || value <= 1);
}

/** Whether `data` is of the kind of array that holds elements of a type. */
export function holds(element: ElementType, data: Elements): boolean {
  return data instanceof ARRAYS[element];
}

/** Whether `data` is an array of elements of one of the types. */
export function isElements(data: unknown): data is Elements {
  return data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array;
}
