import type { ConstantData } from '../ir/graph.js';
import { stridedCopy } from '../ir/strided-copy.js';
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
  const from = rowMajorStrides(shape);
  const to = rowMajorStrides(packedExtents(packing));
  if (panel === undefined) {
    const axes = order.map((axis, place) => ({
      extent: shape[axis],
      from: from[axis],
      to: to[place],
    }));
    stridedCopy(data, packed, axes);
    return packed;
  }
  const { axis: panelAxis, size } = panel;
  /** Copies so many panels from the number `first` on, and so many lanes of each. */
  const copyPanels = (first: number, panels: number, lanes: number): void => {
    const axes = order.map((axis, place) => ({
      extent: axis === panelAxis ? panels : shape[axis],
      from: axis === panelAxis ? from[axis] * size : from[axis],
      to: to[place] * size,
    }));
    const { from: fromPanel, to: toPanel } = axes[order.indexOf(panelAxis)];
    const lane = { extent: lanes, from: from[panelAxis], to: 1 };
    stridedCopy(data, packed, [...axes, lane], first * fromPanel, first * toPanel);
  };
  const whole = Math.floor(shape[panelAxis] / size);
  copyPanels(0, whole, size);
  copyPanels(whole, 1, shape[panelAxis] % size);
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
