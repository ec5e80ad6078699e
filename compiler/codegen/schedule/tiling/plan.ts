import type { Variable } from '../../../lower/formulas/index-expr.js';

/**
 * What is left to choose of a kernel once it is known which axes its tile lies along. Every choice
 * gives the same results; they differ in speed. See `candidates.ts` for the legal ones.
 */
export interface Tiling {
  /** Neighbours along the tiled axis; 1 where there is none. */
  readonly tile: number;
  /** Vectors of four along the vectorised axis. */
  readonly vectors: number;
  readonly order: LoopOrder;
}

/**
 * Which loops run around which: panels of the vectorised axis inside of rows, rows inside of panels,
 * or panels inside of blocks of so many tiles, whose rows are innermost.
 */
export type LoopOrder = 'rows-outside' | 'panels-outside' | { readonly block: number };

/**
 * The register tile of a kernel: `tile` neighbours along `tileAxis` times `vectors` vectors of four
 * along `vectorAxis`, all accumulated at once. What is read per step is shared across the tile, so
 * its shape decides how often memory is touched per multiplication.
 */
export interface Plan extends Tiling {
  /** Unit stride in the output; absent when the output is a single element. */
  readonly vectorAxis?: Variable;
  readonly tileAxis?: Variable;
  /** Present where sums lie along another axis than the outputs. */
  readonly narrow?: NarrowOutput;
}

/**
 * Outputs that have a vector each, four partial sums along the innermost axis of the reduction: where so few
 * are next to each other that most lanes of a vector along them would be idle, or where what they are made
 * of lies along that axis.
 */
export interface NarrowOutput {
  /** As many as are computed at once, at most a vector. */
  readonly outputs: number;
  /** As many as there are along the vectorised axis, which may go on over the padding. */
  readonly extent: number;
  readonly sumAxis: Variable;
}

/** `rows outside`, `blocks of 32`. */
export function orderText(order: LoopOrder): string {
  return typeof order === 'string' ? order.replace('-', ' ') : `blocks of ${order.block}`;
}

/**
 * `4x8_panels`: the tile and which loops are outermost, for the name of a kernel; `4x2_lanes` where two
 * outputs have a vector of partial sums each.
 */
export function planName({ tile, vectors, order, narrow }: Plan): string {
  if (narrow !== undefined) return `${tile}x${narrow.outputs}_lanes`;
  const [outside] = typeof order === 'string' ? order.split('-') : [`blocks${order.block}`];
  return `${tile}x${4 * vectors}_${outside}`;
}

/** `4 × 8, rows outside`: equal tilings have equal texts. */
export function tilingText({ tile, vectors, order }: Tiling): string {
  return `${tile} × ${4 * vectors}, ${orderText(order)}`;
}
