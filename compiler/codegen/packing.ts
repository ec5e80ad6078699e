import type { ConstantData } from '../ir/graph.js';
import { stridedCopy } from '../ir/strided-copy.js';
import type { Elements } from '../ir/tensor.js';
import { floats, zerosLike } from '../ir/tensor.js';
import type { Shape, StorageType } from '../ir/types.js';
import { elementCount, rowMajorStrides, STORED_BYTES } from '../ir/types.js';
import { encodeFloat16 } from '../weights/float16.js';
import type { Index, IndexLike } from '../lower/formulas/index-expr.js';
import { add, divide, modulo, scale, toIndex } from '../lower/formulas/index-expr.js';

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

/** Bytes of the packed tensor when its elements are stored as `storage` says. */
export function packedBytes(packing: Packing, storage: StorageType): number {
  return STORED_BYTES[storage] * packedElements(packing);
}

/** Elements as they are stored: values, bits of f16, or whole numbers. */
export type StoredElements = Elements | Uint16Array | Int8Array;

/** Packed at a time, in elements: 1 MB of floats stays in the second-level cache until it is written. */
const PIECE = 2 ** 18;

/**
 * The elements of a constant as they are stored for a kernel, in order, some at a time. They lie in
 * `room`, where the next ones take their place.
 */
export function* packedPieces(
  data: ConstantData,
  packing: Packing,
  room = new PackingRoom(),
): Generator<StoredElements> {
  const { element, shape } = data.type;
  const values = data.read(
    element === 'f32' ? room.constant.floats(elementCount(shape)) : undefined,
  );
  const [rows = 1] = packedExtents(packing);
  const step = Math.max(1, Math.floor(PIECE / rowElements(packing)));
  for (let begin = 0; begin < rows; begin += step) {
    const end = Math.min(begin + step, rows);
    const elements = (end - begin) * rowElements(packing);
    const isFloats = values instanceof Float32Array;
    const piece = isFloats ? room.piece.floats(elements) : zerosLike(values, elements);
    const isPadded = packedElements(packing) > elementCount(packing.shape);
    if (isPadded) piece.fill(0);
    yield encode(data, pack(packing, values, { begin, end }, piece));
  }
}

/** Where constants are read and packed one after another: fresh memory costs more than the packing. */
export class PackingRoom {
  readonly constant = new ReusedFloats();
  readonly piece = new ReusedFloats();
}

/** An array that grows to the longest that was asked for; who asks for the next gives up the last. */
class ReusedFloats {
  #floats = new Float32Array(0);

  floats(length: number): Float32Array {
    if (length > this.#floats.length) this.#floats = new Float32Array(length);
    return this.#floats.subarray(0, length);
  }
}

/** Elements in the form in which they are stored. */
function encode({ storedAs }: ConstantData, values: Elements): StoredElements {
  switch (storedAs) {
    case undefined:
      return values;
    case 'f16':
      return encodeFloat16(floats({ data: values }));
    case 'int8':
      return new Int8Array(values);
  }
}

/** From one number along the slowest axis of a packed tensor to another, which is not included. */
interface Rows {
  readonly begin: number;
  readonly end: number;
}

/**
 * Reorders dense row-major `data` into the packed order: all of it, or what lies in `rows`; into `packed`,
 * which is zero where padding is.
 */
export function pack<E extends Elements>(
  packing: Packing,
  data: E,
  { begin, end }: Rows = { begin: 0, end: packedExtents(packing)[0] ?? 1 },
  packed: E = zerosLike(data, rowElements(packing) * (end - begin)),
): E {
  const { shape, order, panel } = packing;
  const extents = packedExtents(packing);
  const row = rowElements(packing);
  const size = panel?.size ?? 1;
  const from = rowMajorStrides(shape);
  const to = rowMajorStrides(extents);
  /** Copies so many lanes of the panels with numbers in `panels`. */
  const copyPanels = (panels: Rows, lanes: number): void => {
    const axes = order.map((axis, place) => {
      const all = place === 0 ? { begin, end } : { begin: 0, end: extents[place] };
      const range = axis === panel?.axis ? intersect(all, panels) : all;
      return {
        extent: Math.max(0, range.end - range.begin),
        from: axis === panel?.axis ? from[axis] * size : from[axis],
        to: to[place] * size,
        first: range.begin,
      };
    });
    const lane = { extent: lanes, from: panel === undefined ? 0 : from[panel.axis], to: 1 };
    const start = (side: 'from' | 'to'): number =>
      axes.reduce((sum, axis) => sum + axis.first * axis[side], 0);
    stridedCopy(data, packed, [...axes, lane], start('from'), start('to') - begin * row);
  };
  const extent = panel === undefined ? 0 : shape[panel.axis];
  const whole = Math.floor(extent / size);
  copyPanels({ begin: 0, end: whole }, size);
  if (extent % size > 0) copyPanels({ begin: whole, end: whole + 1 }, extent % size);
  return packed;
}

/** Packed elements for each number along the slowest axis. */
function rowElements(packing: Packing): number {
  const [rows = 1] = packedExtents(packing);
  return packedElements(packing) / rows;
}

function intersect(a: Rows, b: Rows): Rows {
  return { begin: Math.max(a.begin, b.begin), end: Math.min(a.end, b.end) };
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
