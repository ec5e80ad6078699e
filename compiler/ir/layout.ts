import type { Shape, TensorType } from './types.js';

/**
 * How a logical tensor lies in memory: its axes from slowest to fastest, and the multiple to which
 * the fastest axis is padded. Channels last with `pad` 4 lets every kernel load and store whole
 * 128-bit vectors; what lies in the padding is unspecified and never read as data.
 */
export interface Layout {
  readonly order: readonly number[];
  readonly pad: number;
  /**
   * Elements from one row of the fastest axis to the next where the value is a part of a wider one,
   * whose other parts lie in between; without it, rows follow each other.
   */
  readonly pitch?: number;
}

/** Dense row-major order, the layout of a `Float32Array` that crosses the bundle's interface. */
export function denseLayout(rank: number): Layout {
  return { order: Array.from({ length: rank }, (_, axis) => axis), pad: 1 };
}

/** Row-major with the last axis padded to whole vectors. */
export function paddedLayout(rank: number): Layout {
  return { order: denseLayout(rank).order, pad: rank === 0 ? 1 : 4 };
}

/** N, spatial axes, C: channels last, padded to whole vectors. */
export function channelsLastLayout(rank: number): Layout {
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => axis + 2);
  return { order: [0, ...spatial, 1], pad: 4 };
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.pad === b.pad &&
    a.pitch === b.pitch &&
    a.order.length === b.order.length &&
    a.order.every((axis, index) => axis === b.order[index])
  );
}

/** Elements between neighbours along each logical axis under `layout`. */
export function layoutStrides(shape: Shape, layout: Layout): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let position = layout.order.length - 1; position >= 0; position--) {
    const axis = layout.order[position];
    strides[axis] = step;
    const innermost = position === layout.order.length - 1;
    step *= innermost ? rowPitch(shape, layout) : shape[axis];
  }
  return strides;
}

/** Elements from one row of the fastest axis to the next. */
export function rowPitch(shape: Shape, layout: Layout): number {
  return layout.pitch ?? rowElements(shape, layout);
}

/** Elements of one row of the fastest axis, padding included. */
export function rowElements(shape: Shape, { order, pad }: Layout): number {
  return roundUp(shape[order[order.length - 1]], pad);
}

/** Elements from the first to the last of `shape` under `layout`, padding included. */
export function physicalElements(shape: Shape, layout: Layout): number {
  if (shape.length === 0) return 1;
  const strides = layoutStrides(shape, layout);
  const outer = layout.order.slice(0, -1);
  const lastRow = outer.reduce((sum, axis) => sum + (shape[axis] - 1) * strides[axis], 0);
  return lastRow + rowElements(shape, layout);
}

/** Bytes that a value of `type` occupies under `layout`. */
export function physicalBytes(type: TensorType, layout: Layout): number {
  return physicalElements(type.shape, layout) * 4;
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/**
 * Whether the n-th element in logical order lies at the same address under both shapes and layouts,
 * for every n: then a view, or a change of layout, costs nothing. Each side's address of n is reduced
 * to its shortest sum of (extent, stride) steps, which is unique, and the two are compared.
 */
export function sameAddresses(a: Shape, layoutA: Layout, b: Shape, layoutB: Layout): boolean {
  const stepsA = addressSteps(a, layoutA);
  const stepsB = addressSteps(b, layoutB);
  return (
    stepsA.length === stepsB.length &&
    stepsA.every((step, i) => step.extent === stepsB[i].extent && step.stride === stepsB[i].stride)
  );
}

/** The axes of a layout without those of extent 1, neighbours that run on into each other merged. */
function addressSteps(shape: Shape, layout: Layout): { extent: number; stride: number }[] {
  const strides = layoutStrides(shape, layout);
  const steps: { extent: number; stride: number }[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const inner = steps.at(-1);
    if (shape[axis] === 1) continue;
    if (inner !== undefined && strides[axis] === inner.stride * inner.extent) {
      inner.extent *= shape[axis];
    } else {
      steps.push({ extent: shape[axis], stride: strides[axis] });
    }
  }
  return steps;
}
