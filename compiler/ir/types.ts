/** Static tensor types. Logical axis order is N, C, H, W, as in PyTorch and ONNX. */

export type Shape = readonly number[];

/**
 * How an element is stored. Arithmetic is f32; only constants may have the narrower types, which
 * kernels decode as they load them.
 */
export type ElementType = 'f32' | NarrowType;

/** IEEE 754 binary16, and the whole numbers from −127 to 127. */
export type NarrowType = 'f16' | 'int8';

export const ELEMENT_BYTES = { f32: 4, f16: 2, int8: 1 } as const satisfies Record<
  ElementType,
  number
>;

export const ELEMENT_TYPES = Object.keys(ELEMENT_BYTES) as readonly ElementType[];

export interface TensorType {
  readonly element: ElementType;
  readonly shape: Shape;
}

export function f32(...shape: number[]): TensorType {
  return { element: 'f32', shape };
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
