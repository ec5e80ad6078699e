import { STREAM_VECTORS } from './candidates.js';
import { chooseOrder } from './loop-order.js';
import type { Plan, Tiling } from './plan.js';
import type { PlacedCompute } from './site.js';
import type { TileAxes } from './tile-axes.js';
import { tileAxes } from './tile-axes.js';

/** How a kernel is to be tiled; one of `candidates` along its `tileAxes`. */
export type ChoosePlan = (placed: PlacedCompute) => Plan;

/**
 * 4 rows × 8 columns: the largest tile whose accumulators, weights and inputs stay in the sixteen
 * vector registers of x86-64 under V8; larger ones spill (measured, see docs/architecture.md).
 */
const TILE_ROWS = 4;
const TILE_VECTORS = 2;
/** Accumulators of a single row; a matrix-vector product is bound by reading its weights. */
const ROW_VECTORS = 6;
const MOST_ROW_VECTORS = 8;
/** So many of them are too few: an addition takes four cycles, of which each could begin two. */
const WAITING_VECTORS = 4;
/** In vectors: a row that long need not be divided evenly. */
const LONG_ROW = 64;

/** The plan that should be fastest. */
export function choosePlan(placed: PlacedCompute): Plan {
  const axes = tileAxes(placed);
  const tile = chooseTile(axes);
  return { ...axes, ...tile, order: chooseOrder(placed, axes, tile) };
}

function chooseTile(axes: TileAxes): Pick<Tiling, 'tile' | 'vectors'> {
  if (axes.kind === 'scalar' || axes.kind === 'unrolled') return { tile: 1, vectors: 1 };
  const across = Math.ceil((axes.vectorAxis.max + 1) / 4);
  switch (axes.kind) {
    case 'stream':
      return { tile: 1, vectors: axes.perLane ? largestDivisor(across, STREAM_VECTORS) : 1 };
    case 'row':
      return { tile: 1, vectors: rowVectors(across) };
    case 'window':
      return { tile: Math.min(TILE_ROWS, axes.tileAxis.max + 1), vectors: 1 };
    case 'product':
      return {
        tile: Math.min(TILE_ROWS, axes.tileAxis.max + 1),
        vectors: Math.min(TILE_VECTORS, across),
      };
  }
}

/**
 * As many as divide the row evenly, unless these are so few that each addition waits for the one before
 * it, and what is left over behind full tiles of more is little beside them. Twice as many as too few
 * are no faster than six, but leave nothing over, so that threads can divide the row.
 */
function rowVectors(across: number): number {
  const even = largestDivisor(across, ROW_VECTORS);
  if (across < LONG_ROW || even > WAITING_VECTORS) return even;
  return across % MOST_ROW_VECTORS === 0 ? MOST_ROW_VECTORS : ROW_VECTORS;
}

/** The largest divisor of `count` that is at most `limit`; 2 when there is none but 1. */
function largestDivisor(count: number, limit: number): number {
  for (let divisor = Math.min(limit, count); divisor > 1; divisor--) {
    if (count % divisor === 0) return divisor;
  }
  return Math.min(2, count);
}
