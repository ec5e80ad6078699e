import type { ConstantData } from '../ir/graph.js';
import type { ElementType, Shape } from '../ir/types.js';
import { ELEMENT_BYTES, elementCount, rowMajorStrides } from '../ir/types.js';
import { encodeFloat16 } from '../weights/float16.js';
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

/** Bytes of the packed tensor when its elements are stored as `element`. */
export function packedBytes(packing: Packing, element: ElementType): number {
  return ELEMENT_BYTES[element] * packedElements(packing);
}

/** Elements as they are stored: f32 values, bits of f16, or whole numbers. */
export type StoredElements = Float32Array | Uint16Array | Int8Array;

/** The elements of a constant as they are stored for a kernel. */
export function packedConstant(data: ConstantData, packing: Packing): StoredElements {
  return pack(packing, encode(data.type.element, data.read()));
}

/** Values that `element` can hold, in the form in which it holds them. */
function encode(element: ElementType, values: Float32Array): StoredElements {
  switch (element) {
    case 'f32':
      return values;
    case 'f16':
      return encodeFloat16(values);
    case 'int8':
      return new Int8Array(values);
  }
}

/** Reorders dense row-major `data` into the packed order. */
export function pack<Elements extends StoredElements>(packing: Packing, data: Elements): Elements {
  const { shape, order, panel } = packing;
  const packed = new (data.constructor as new (length: number) => Elements)(
    packedElements(packing),
  );
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
