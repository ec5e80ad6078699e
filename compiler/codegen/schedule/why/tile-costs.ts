import type { CoreMachine } from '../../../target/machine.js';
import type { PlacedCompute } from '../placement/site.js';
import type { Tile } from '../tiling/candidates.js';
import { tiles } from '../tiling/candidates.js';
import { CODE_CYCLES, costOf, quantitiesOf, roughCost } from '../tiling/cost.js';
import { COST_RATES } from '../tiling/cost-rates.js';
import type { CostRates } from '../tiling/rates.js';
import type { TileAxes } from '../tiling/tile-axes.js';
import { tileRuns } from '../tiling/tile-runs.js';
import { tileWork } from '../tiling/tile-work.js';

/** What a register tile is taken to cost: cycles of a core, of which only ratios mean anything. */
export interface TileCost extends Tile {
  readonly cycles: number;
  /** What they go into. */
  readonly parts: Readonly<Record<keyof CostRates | 'code', number>>;
  /** As if there were whole tiles only: what decides which three are looked at closely. */
  readonly rough: number;
}

/**
 * Every register tile that there is to choose from, cheapest first. Empty where neighbours share nothing
 * and memory bounds the kernel: then a rule decides, not the model.
 */
export function tileCosts(placed: PlacedCompute, axes: TileAxes, core: CoreMachine): TileCost[] {
  if (axes.kind !== 'product' && axes.kind !== 'window') return [];
  const rates = COST_RATES[axes.kind];
  const costs = tiles(placed, axes, core).map((tile): TileCost => {
    const plan = { ...axes, ...tile, order: 'rows-outside' } as const;
    const work = tileWork(placed, plan, tileRuns(placed, plan, core), core);
    const priced = quantitiesOf(rates).map((each) => [each, rates[each] * work[each]] as const);
    return {
      ...tile,
      cycles: costOf(work, rates),
      parts: {
        ...(Object.fromEntries(priced) as Record<keyof CostRates, number>),
        code: CODE_CYCLES * work.code,
      },
      rough: roughCost(placed, axes, tile, core),
    };
  });
  return costs.sort((a, b) => a.cycles - b.cycles);
}
