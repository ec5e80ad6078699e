import type { CoreMachine } from '../../../target/machine.js';
import type { Tile } from './candidates.js';
import { STREAM_VECTORS, tiles } from './candidates.js';
import type { CostedAxes } from './rates.js';
import { roughCost, tileCost } from './cost.js';
import { largestDivisor } from './largest-divisor.js';
import { chooseOrder } from './loop-order.js';
import type { Plan } from './plan.js';
import { signatureOf } from './signature.js';
import type { PlacedCompute } from '../placement/site.js';
import type { TileAxes } from './tile-axes.js';
import { tileAxes } from './tile-axes.js';

/** How a kernel is to be tiled; one of `candidates` along its `tileAxes`. */
export type ChoosePlan = (placed: PlacedCompute) => Plan;

/** Accumulators of a single row; a matrix-vector product is bound by reading its weights. */
const ROW_VECTORS = 6;
const MOST_ROW_VECTORS = 8;
/** In vectors: a row that long need not be divided evenly. */
const LONG_ROW = 64;

/** The plan that should be fastest on a core. */
export function choosePlan(
  placed: PlacedCompute,
  core: CoreMachine,
  cheapest: CheapestTile = cheapestTile,
): Plan {
  const axes = tileAxes(placed);
  const tile = chooseTile(placed, axes, core, cheapest);
  return { ...axes, ...tile, order: chooseOrder(placed, axes, tile, core) };
}

/**
 * `choosePlan` for one compilation, which remembers what it found: networks repeat computations, and each
 * is placed several times.
 */
export function planChooser(core: CoreMachine): ChoosePlan {
  const known = new Map<string, Tile>();
  return (placed) =>
    choosePlan(placed, core, (computed, axes) => {
      const signature = signatureOf(computed);
      const tile = known.get(signature) ?? cheapestTile(computed, axes, core);
      known.set(signature, tile);
      return tile;
    });
}

type CheapestTile = (placed: PlacedCompute, axes: CostedAxes, core: CoreMachine) => Tile;

/** Where neighbours share what they read, the cost model knows best; the rest memory bounds. */
function chooseTile(
  placed: PlacedCompute,
  axes: TileAxes,
  core: CoreMachine,
  cheapest: CheapestTile,
): Tile {
  switch (axes.kind) {
    case 'scalar':
    case 'unrolled':
      return { tile: 1, vectors: 1 };
    case 'stream': {
      const across = vectorsAlong(axes);
      const isStreamed = axes.perLane && axes.narrow === undefined;
      return { tile: 1, vectors: isStreamed ? evenVectors(across, STREAM_VECTORS) : 1 };
    }
    case 'row':
      return { tile: 1, vectors: rowVectors(vectorsAlong(axes), core) };
    case 'window':
    case 'product':
      return cheapest(placed, axes, core);
  }
}

/** So many of the tiles that should be fastest are looked at with what they leave over at the ends. */
const LIKELY = 3;

function cheapestTile(placed: PlacedCompute, axes: CostedAxes, core: CoreMachine): Tile {
  const byCost = (all: readonly Tile[], cost: typeof tileCost): Tile[] =>
    all
      .map((tile) => ({ tile, cost: cost(placed, axes, tile, core) }))
      .sort((a, b) => a.cost - b.cost)
      .map(({ tile }) => tile);
  const likely = byCost(tiles(placed, axes, core), roughCost).slice(0, LIKELY);
  return byCost(likely, tileCost)[0];
}

/**
 * As many as divide the row evenly, unless these are so few that each addition waits for the one before
 * it, and what is left over behind full tiles of more is little beside them. Twice as many as too few
 * are no faster than six, but leave nothing over, so that threads can divide the row.
 */
function rowVectors(across: number, { additionsAtOnce }: CoreMachine): number {
  // With so many accumulators or fewer, additions are bound by latency.
  const waiting = additionsAtOnce / 2;
  const even = evenVectors(across, ROW_VECTORS);
  if (across < LONG_ROW || even > waiting) return even;
  return across % MOST_ROW_VECTORS === 0 ? MOST_ROW_VECTORS : ROW_VECTORS;
}

/** The most that come out even; 2 when only 1 would. */
function evenVectors(across: number, limit: number): number {
  const even = largestDivisor(across, limit);
  return even > 1 ? even : Math.min(2, across);
}

function vectorsAlong({ vectorAxis }: Extract<TileAxes, { kind: 'stream' | 'row' }>): number {
  return Math.ceil((vectorAxis.max + 1) / 4);
}
