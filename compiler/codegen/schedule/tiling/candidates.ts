import type { CoreMachine } from '../../../target/machine.js';
import { PANEL_CHANNELS } from '../../../ir/memory/workspace.js';
import { loopOrders } from './loop-order.js';
import type { Tiling } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { readsNarrowWeights } from '../placement/site.js';
import type { TileAxes } from './tile-axes.js';

/** With fewer accumulators of a product, where there could be more, an addition waits for the one before it. */
export const LEAST_ACCUMULATORS = 4;
const MOST_ROWS = 6;
const MOST_VECTORS = 4;
/** A single row reads each weight once, and as many at a time as there are accumulators. */
const ROW_VECTORS = 8;
/** Vectors per iteration of a loop that only streams, to amortise the loop's own instructions. */
export const STREAM_VECTORS = 4;

/** Every legal choice for a kernel whose tile lies along `axes`. */
export function candidates(placed: PlacedCompute, axes: TileAxes, core: CoreMachine): Tiling[] {
  return tiles(placed, axes, core).flatMap((tile) =>
    loopOrders(placed, axes, tile, core).map((order) => ({ ...tile, order })),
  );
}

/** The size of a register tile. */
export type Tile = Pick<Tiling, 'tile' | 'vectors'>;

/** The register tiles that candidates have. */
export function tiles(placed: PlacedCompute, axes: TileAxes, core: CoreMachine): Tile[] {
  if (axes.kind === 'scalar' || axes.kind === 'unrolled') return [{ tile: 1, vectors: 1 }];
  const across = Math.ceil((axes.vectorAxis.max + 1) / 4);
  switch (axes.kind) {
    case 'stream':
      if (axes.narrow !== undefined) return [single(1)];
      return upTo(axes.perLane ? Math.min(STREAM_VECTORS, across) : 1).map(single);
    case 'row':
      return upTo(Math.min(ROW_VECTORS, across)).map(single);
    case 'window':
    case 'product': {
      // These are decoded a panel at a time, to memory that has room for so many channels.
      const most = readsNarrowWeights(placed) ? PANEL_CHANNELS / 4 : MOST_VECTORS;
      const perVector = axes.kind === 'product' ? (axes.narrow?.outputs ?? 1) : 1;
      const all = upTo(Math.min(MOST_ROWS, axes.tileAxis.max + 1)).flatMap((tile) =>
        upTo(Math.min(most, across)).map((vectors) => ({ tile, vectors })),
      );
      const accumulators = ({ tile, vectors }: Tile): number => tile * vectors * perVector;
      const wanted = axes.kind === 'product' ? LEAST_ACCUMULATORS : 1;
      const least = Math.min(wanted, Math.max(...all.map(accumulators)));
      return all.filter(
        (tile) => accumulators(tile) >= least && accumulators(tile) <= core.registers.accumulators,
      );
    }
  }
}

function single(vectors: number): Tile {
  return { tile: 1, vectors };
}

function upTo(most: number): number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}
