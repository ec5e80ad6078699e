/** Static tensor types. Logical axis order is N, C, H, W, as in PyTorch and ONNX. */

export type Shape = readonly number[];

/** Element types. Arithmetic is f32 today; the others leave room for integer and half storage. */
export type ElementType = 'f32';

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
