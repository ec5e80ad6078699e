import type { CoreMachine } from '../../../target/machine.js';
import type { Tile } from './candidates.js';
import { COST_RATES } from './cost-rates.js';
import type { CostedAxes, CostRates } from './rates.js';
import { countOf } from '../placement/joint-axis.js';
import type { Plan } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import type { TileRuns } from './tile-runs.js';
import { tileRuns } from './tile-runs.js';
import type { TileWork } from './tile-work.js';
import { tileWork } from './tile-work.js';

/**
 * Cycles per instruction of code. V8 takes some 15,000 to optimise one, which first has to be
 * downloaded: what makes code longer has to have earned that back after some thousand inferences.
 */
export const CODE_CYCLES = 5;

/** What a kernel in tiles of this size costs: in cycles, of which only ratios mean anything. */
export function tileCost(
  placed: PlacedCompute,
  axes: CostedAxes,
  tile: Tile,
  core: CoreMachine,
): number {
  return costOfRuns(placed, axes, tile, tileRuns(placed, planOf(axes, tile), core), core);
}

/** About the same, as if the output were whole tiles: found in a fraction of the time. */
export function roughCost(
  placed: PlacedCompute,
  axes: CostedAxes,
  tile: Tile,
  core: CoreMachine,
): number {
  const { tile: rows, vectors } = tile;
  const times = countOf(placed.compute.axes) / (4 * rows * vectors);
  return costOfRuns(placed, axes, tile, [{ rows, vectors, times, copies: 1 }], core);
}

/** What work costs: its time, and its code, which pays off only where it runs for long. */
export function costOf(work: TileWork, rates: CostRates): number {
  return timeOf(work, rates) + CODE_CYCLES * work.code;
}

/** How long work takes once its code has been compiled: what can be measured. */
export function timeOf(work: TileWork, rates: CostRates): number {
  return quantitiesOf(rates).reduce((sum, each) => sum + rates[each] * work[each], 0);
}

/** The quantities that there are rates for. */
export function quantitiesOf(rates: CostRates): (keyof CostRates)[] {
  return Object.keys(rates) as (keyof CostRates)[];
}

function costOfRuns(
  placed: PlacedCompute,
  axes: CostedAxes,
  tile: Tile,
  runs: readonly TileRuns[],
  core: CoreMachine,
): number {
  return costOf(tileWork(placed, planOf(axes, tile), runs, core), COST_RATES[axes.kind]);
}

/** In which order the tiles are computed changes nothing about what each of them does. */
function planOf(axes: CostedAxes, tile: Tile): Plan {
  return { ...axes, ...tile, order: 'rows-outside' };
}
