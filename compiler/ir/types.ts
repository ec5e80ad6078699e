/** Static tensor types. Logical axis order is N, C, H, W, as in PyTorch and ONNX. */

export type Shape = readonly number[];

/**
 * What the elements of a value are: IEEE 754 binary32, integers from −2³¹ to 2³¹ − 1 whose arithmetic
 * wraps around, integers from 0 to 255, and 0 or 1.
 */
export const ELEMENT_TYPES = ['f32', 'i32', 'u8', 'bool'] as const;

export type ElementType = (typeof ELEMENT_TYPES)[number];

/**
 * How the elements of an f32 constant may be stored in fewer bits, IEEE 754 binary16 or the whole
 * numbers from −127 to 127. Kernels decode them as they load them: the value's type stays f32.
 */
export const NARROW_TYPES = ['f16', 'int8'] as const;

export type NarrowType = (typeof NARROW_TYPES)[number];

/** What weights may be stored as. */
export const WEIGHT_TYPES = ['f32', ...NARROW_TYPES] as const;

export type WeightType = (typeof WEIGHT_TYPES)[number];

/** Bytes of an element in memory, by how it lies there. */
export const STORED_BYTES = { f32: 4, i32: 4, u8: 1, f16: 2, int8: 1 } as const;

export type StorageType = keyof typeof STORED_BYTES;

/** How the elements of a constant lie among the weights: a bool takes a byte, too. */
export function constantStorage(constant: {
  readonly type: TensorType;
  readonly storedAs?: NarrowType;
}): StorageType {
  const { element } = constant.type;
  return constant.storedAs ?? (element === 'bool' ? 'u8' : element);
}

export interface TensorType {
  readonly element: ElementType;
  readonly shape: Shape;
}

export function f32(...shape: number[]): TensorType {
  return { element: 'f32', shape };
}

export function i32(...shape: number[]): TensorType {
  return { element: 'i32', shape };
}

export function elementCount(shape: Shape): number {
  return shape.reduce((count, extent) => count * extent, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.element === b.element && sameShape(a.shape, b.shape);
}

/** `f32[1,64,56,56]`, the spelling of the IR's text form. */
export function typeText(type: TensorType): string {
  return `${type.element}[${type.shape.join(',')}]`;
}

/** `f32[64,3,3,3] as f16`: with how the elements are stored, where not as the type says. */
export function storedTypeText(constant: {
  readonly type: TensorType;
  readonly storedAs?: NarrowType | undefined;
}): string {
  const { type, storedAs } = constant;
  return typeText(type) + (storedAs === undefined ? '' : ` as ${storedAs}`);
}

/** Distance in elements between neighbours along each axis of a dense row-major tensor. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}
