import type { CoreMachine, GpuMachine } from '../../../target/machine.js';
import type { PlacedNode } from '../placement/placed-node.js';
import { computesIn } from '../placement/placed-node.js';
import { loopOrders } from '../tiling/loop-order.js';
import type { LoopOrder, Plan } from '../tiling/plan.js';
import { tileAxes } from '../tiling/tile-axes.js';
import type { GridVerdict } from './grid.js';
import { gridVerdicts, IN_TURN } from './grid.js';
import type { KindVerdict } from './kinds.js';
import { kindVerdicts } from './kinds.js';
import type { ReadAlong } from '../tiling/reads-along.js';
import { readsAlong } from '../tiling/reads-along.js';
import type { TileCost } from './tile-costs.js';
import { tileCosts } from './tile-costs.js';

/** Why a computation has the tile that it has on a core. */
export interface TileReasons {
  /** The tensor that it fills. */
  readonly fills: string;
  readonly reads: readonly ReadAlong[];
  readonly kinds: readonly KindVerdict[];
  readonly plan: Plan;
  /** Cheapest first; without any, a rule has decided. */
  readonly tiles: readonly TileCost[];
  /** The orders of loops that the chosen tile could have. */
  readonly orders: readonly LoopOrder[];
}

/** Of each computation of a node placed for cores; of those that are alike, once. */
export function tileReasons({ stages }: PlacedNode, core: CoreMachine): TileReasons[] {
  return distinct(
    stages.flatMap(computesIn).map(({ placed, plan }) => {
      const axes = tileAxes(placed);
      return {
        fills: placed.output.buffer.name,
        reads: readsAlong(placed),
        kinds: kindVerdicts(placed),
        plan,
        tiles: tileCosts(placed, axes, core),
        orders: loopOrders(placed, axes, plan, core),
      };
    }),
  );
}

/** Why a node has neither tiles nor schedules to choose among; undefined where it has. */
export function procedureReason({ procedure }: PlacedNode): string | undefined {
  return (
    procedure && 'no formula says what it computes: its lowering yields the loops, for one thread'
  );
}

/** Why a computation has the schedule that it has on a GPU. */
export interface GridReasons {
  readonly fills: string;
  readonly schedules: readonly GridVerdict[];
}

/** Of each computation of a node placed for a GPU; of those that are alike, once. */
export function gridReasons({ stages }: PlacedNode, gpu: GpuMachine): GridReasons[] {
  return distinct(
    stages.flatMap((stage) =>
      computesIn(stage).map((each) => ({
        fills: each.placed.output.buffer.name,
        schedules: 'plan' in stage ? gridVerdicts(each, gpu) : [IN_TURN],
      })),
    ),
  );
}

/** A Winograd convolution has dozens of computations that differ in which corner they are of. */
function distinct<Reasons>(all: readonly Reasons[]): Reasons[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
