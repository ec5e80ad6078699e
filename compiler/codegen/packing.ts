import type { Shape } from '../ir/types.js';
import { elementCount, rowMajorStrides } from '../ir/types.js';
import type { Index, IndexLike } from './index-expr.js';
import { add, divide, modulo, scale, toIndex } from './index-expr.js';

/**
 * How a constant is stored for a kernel: its axes in the order in which the kernel walks them, and
 * one axis cut into panels of `size` neighbours that lie together, so that the kernel reads whole
 * vectors with unit stride. The last panel is padded with zeros.
 */
export interface Packing {
  readonly shape: Shape;
  /** Logical axes, slowest first; the panel axis stands for its panel number. */
  readonly order: readonly number[];
  readonly panel?: { readonly axis: number; readonly size: number };
}

/** Elements of the packed tensor, padding included. */
export function packedElements(packing: Packing): number {
  return elementCount(packedExtents(packing)) * (packing.panel?.size ?? 1);
}

/** The address, in elements, of the element at a logical index. */
export function packedAddress(packing: Packing, index: readonly IndexLike[]): Index {
  const { order, panel } = packing;
  const strides = rowMajorStrides(packedExtents(packing));
  const size = panel?.size ?? 1;
  const outer = order.map((axis, position) => {
    const coordinate = toIndex(index[axis]);
    const step = strides[position] * size;
    return scale(axis === panel?.axis ? divide(coordinate, size) : coordinate, step);
  });
  if (panel === undefined) return add(...outer);
  return add(...outer, modulo(index[panel.axis], size));
}

/** Reorders dense row-major `data` into the packed order. */
export function pack(packing: Packing, data: Float32Array): Float32Array {
  const { shape, order, panel } = packing;
  const packed = new Float32Array(packedElements(packing));
  const extents = packedExtents(packing);
  const size = panel?.size ?? 1;
  const sourceStrides = rowMajorStrides(shape);
  const coordinate = new Array<number>(order.length).fill(0);
  for (let at = 0; at < packed.length; at += size) {
    let source = 0;
    let lanes = 1;
    let laneStride = 0;
    for (let position = 0; position < order.length; position++) {
      const axis = order[position];
      const isPanel = axis === panel?.axis;
      const start = coordinate[position] * (isPanel ? size : 1);
      source += start * sourceStrides[axis];
      if (isPanel) {
        lanes = Math.min(size, shape[axis] - start);
        laneStride = sourceStrides[axis];
      }
    }
    for (let lane = 0; lane < lanes; lane++) packed[at + lane] = data[source + lane * laneStride];
    for (let position = order.length - 1; position >= 0; position--) {
      if (++coordinate[position] < extents[position]) break;
      coordinate[position] = 0;
    }
  }
  return packed;
}

/** `[0/8,2,3,1,8]`: axis 0 in panels of 8, then axes 2, 3, 1, then the panel's 8 neighbours. */
export function packingText({ order, panel }: Packing): string {
  const parts = order.map((axis) => (axis === panel?.axis ? `${axis}/${panel.size}` : `${axis}`));
  return `[${[...parts, ...(panel === undefined ? [] : [panel.size])].join(',')}]`;
}

function packedExtents({ shape, order, panel }: Packing): number[] {
  return order.map((axis) =>
    axis === panel?.axis ? Math.ceil(shape[axis] / panel.size) : shape[axis],
  );
}
