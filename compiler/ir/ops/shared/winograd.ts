import type { Attributes } from '../../graph.js';
import type { WorkspaceTensor } from '../../op.js';
import type { Shape } from '../../types.js';
import { elementCount } from '../../types.js';

export interface WinogradAttributes extends Attributes {
  readonly pads: readonly number[];
  /** m of F(m, r): outputs per tile along rows and columns; 1 along an axis with one tap. */
  readonly tile: readonly number[];
  /** The rows of tiles are taken in this many equal parts, one after another. */
  readonly strips: number;
  /** The output channels are taken in this many equal parts, one after another. */
  readonly blocks: number;
  /** So many blocks may be worked on at the same time, by threads with a place in the workspace each. */
  readonly slots: number;
}

/** Output channels that lie together in the transformed weights: a register tile's width. */
export const WINOGRAD_PANEL = 8;

/**
 * A cache line in rows of a panel. A weight's points are written to as many places at once, which
 * must not be powers of two apart, or all of them fall on one set of the cache.
 */
const SKEW = 2;

/** The most points of a filter that are computed at once; more go through the workspace. */
export const WINOGRAD_UNROLLED = 36;

/** A correlation of stride 1 that is computed as F(m, r) along rows and columns. */
export interface WinogradForm extends Pick<
  WinogradAttributes,
  'tile' | 'strips' | 'blocks' | 'slots'
> {
  /** Of the input. */
  readonly channels: number;
  /** r: taps along rows and columns. */
  readonly taps: Shape;
  /** [N, O, rows, columns] */
  readonly output: Shape;
}

/** What is tiled how. */
export interface WinogradGeometry {
  /** m + r − 1: rows and columns of an input tile. */
  readonly points: Shape;
  readonly tileRows: number;
  readonly tileColumns: number;
  /** What is worked on at a time. */
  readonly images: number;
  readonly stripRows: number;
  readonly blockOutputs: number;
}

export function winogradGeometry(form: WinogradForm): WinogradGeometry {
  const { taps, tile, strips, blocks } = form;
  const [batch, outputs, height, width] = form.output;
  const tileRows = Math.ceil(height / tile[0]);
  return {
    points: tile.map((m, axis) => m + taps[axis] - 1),
    tileRows,
    tileColumns: Math.ceil(width / tile[1]),
    images: strips === 1 ? batch : 1,
    stripRows: tileRows / strips,
    blockOutputs: outputs / blocks,
  };
}

/** Products of transformed weights and inputs, each a multiply-accumulate. */
export function winogradProducts(form: WinogradForm): number {
  const { points, tileRows, tileColumns } = winogradGeometry(form);
  const [batch, outputs] = form.output;
  return elementCount(points) * batch * tileRows * tileColumns * form.channels * outputs;
}

/** The tensors on the way, named as in `lower/ops/winograd/stages.ts`. */
export type WinogradTensor =
  'weight_rows' | 'weight_tiles' | 'input_rows' | 'output_rows' | 'input_tiles' | 'products';

/**
 * The workspace of F(m, r) with t = m + r − 1 points along rows and u along columns: transformed
 * weights [o/8,t,u,i,8], input after the transform of its columns [t,n,r,m·c + r − 1,i] and of its rows
 * [t,u,n,r,c,i], their products [t,u,n,r,c,o], and those after the first output transform
 * [t,n,r,m·c,o], which take the place of the half-transformed input, as do the half-transformed filters
 * [o/8,t,r,i,8] where there are any; r × c are the tiles of a strip. Where one axis has a single
 * tap, no feature map is ever half transformed. What belongs to a block has the slot as its first axis.
 */
export function winogradWorkspace(form: WinogradForm): readonly WorkspaceTensor[] {
  const { channels, taps, tile, slots } = form;
  const { points, tileColumns, images, stripRows, blockOutputs } = winogradGeometry(form);
  const [rows, columns] = points;
  const width = tile[1] * tileColumns;
  const panels = Math.ceil(blockOutputs / WINOGRAD_PANEL);
  const weights: WorkspaceTensor = {
    name: 'weight_tiles',
    shape: [slots, panels, rows, columns, channels + SKEW, WINOGRAD_PANEL],
    offset: 0,
  };
  const place = end(weights);
  const isSplit = elementCount(points) > WINOGRAD_UNROLLED;
  const filters = isSplit
    ? [
        tensor('weight_rows', place, [
          slots,
          panels,
          rows,
          taps[1],
          channels + SKEW,
          WINOGRAD_PANEL,
        ]),
      ]
    : [];
  // In one slot there may be filters while there is output in another.
  const behind = slots > 1 ? Math.max(place, ...filters.map(end)) : place;
  const half = [
    ...filters,
    ...(Math.min(rows, columns) > 1
      ? [
          tensor('input_rows', place, [rows, images, stripRows, width + taps[1] - 1, channels]),
          tensor('output_rows', behind, [slots, rows, images, stripRows, width, blockOutputs]),
        ]
      : []),
  ];
  const tiles = tensor('input_tiles', Math.max(end(weights), ...half.map(end)), [
    rows,
    columns,
    images,
    stripRows,
    tileColumns,
    channels,
  ]);
  const products = tensor('products', end(tiles), [
    slots,
    rows,
    columns,
    images,
    stripRows,
    tileColumns,
    blockOutputs,
  ]);
  return [weights, ...half, tiles, products];
}

function tensor(name: WinogradTensor, offset: number, shape: Shape): WorkspaceTensor {
  return { name, shape, offset };
}

function end({ offset, shape }: WorkspaceTensor): number {
  return offset + elementCount(shape);
}
