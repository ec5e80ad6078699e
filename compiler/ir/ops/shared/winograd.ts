import type { Attributes } from '../../graph.js';
import type { WorkspaceTensor } from '../../op.js';
import type { TensorType } from '../../types.js';
import { elementCount } from '../../types.js';

export interface WinogradAttributes extends Attributes {
  readonly pads: readonly number[];
  /** m of F(m×m, 3×3): outputs per tile along each axis. */
  readonly tile: number;
  /** The rows of tiles are taken in this many equal parts, one after another. */
  readonly strips: number;
  /** The output channels are taken in this many equal parts, one after another. */
  readonly blocks: number;
}

/** Output channels that lie together in the transformed weights: a register tile's width. */
export const WINOGRAD_PANEL = 8;

/**
 * A cache line in rows of a panel. A weight's points are written to as many places at once, which
 * must not be powers of two apart, or all of them fall on one set of the cache.
 */
const SKEW = 2;

/** What is tiled how. */
export interface WinogradGeometry {
  /** m + 2: rows and columns of an input tile. */
  readonly points: number;
  readonly tileRows: number;
  readonly tileColumns: number;
  /** What is worked on at a time. */
  readonly images: number;
  readonly stripRows: number;
  readonly blockOutputs: number;
}

export function winogradGeometry(
  { shape: [batch, outputs, height, width] }: TensorType,
  { tile, strips, blocks }: WinogradAttributes,
): WinogradGeometry {
  const tileRows = Math.ceil(height / tile);
  return {
    points: tile + 2,
    tileRows,
    tileColumns: Math.ceil(width / tile),
    images: strips === 1 ? batch : 1,
    stripRows: tileRows / strips,
    blockOutputs: outputs / blocks,
  };
}

/** The tensors on the way, named as in `lower/winograd_conv2d.ts`. */
export const WINOGRAD_TENSORS = [
  'weight_tiles',
  'input_rows',
  'output_rows',
  'input_tiles',
  'products',
] as const;

export type WinogradTensor = (typeof WINOGRAD_TENSORS)[number];

/**
 * The workspace of F(m×m, 3×3), t = m + 2 points per axis: transformed weights [o/8,t,t,i,8], input
 * after the transform of its columns [t,n,r,m·c + 2,i] and of its rows [t,t,n,r,c,i], their products
 * [t,t,n,r,c,o], and those after the first output transform [t,n,r,m·c,o], which take the place of
 * the half-transformed input; r × c are the tiles of a strip.
 */
export function winogradWorkspace(
  channels: number,
  output: TensorType,
  attributes: WinogradAttributes,
): readonly WorkspaceTensor[] {
  const { points, tileColumns, images, stripRows, blockOutputs } = winogradGeometry(
    output,
    attributes,
  );
  const columns = attributes.tile * tileColumns;
  const panels = Math.ceil(blockOutputs / WINOGRAD_PANEL);
  const shapes: Record<WinogradTensor, readonly number[]> = {
    weight_tiles: [panels, points, points, channels + SKEW, WINOGRAD_PANEL],
    input_rows: [points, images, stripRows, columns + 2, channels],
    output_rows: [points, images, stripRows, columns, blockOutputs],
    input_tiles: [points, points, images, stripRows, tileColumns, channels],
    products: [points, points, images, stripRows, tileColumns, blockOutputs],
  };
  const rows = elementCount(shapes.weight_tiles);
  const tiles = rows + Math.max(elementCount(shapes.input_rows), elementCount(shapes.output_rows));
  const products = tiles + elementCount(shapes.input_tiles);
  const offsets: Record<WinogradTensor, number> = {
    weight_tiles: 0,
    input_rows: rows,
    output_rows: rows,
    input_tiles: tiles,
    products,
  };
  return WINOGRAD_TENSORS.map((name) => ({ name, shape: shapes[name], offset: offsets[name] }));
}
