import type { CoreMachine } from '../../target/machine.js';
import { candidates } from '../schedule/tiling/candidates.js';
import type { ChoosePlan } from '../schedule/tiling/choose-plan.js';
import { planChooser } from '../schedule/tiling/choose-plan.js';
import type { Plan, Tiling } from '../schedule/tiling/plan.js';
import { tilingText } from '../schedule/tiling/plan.js';
import type { PlacedCompute } from '../schedule/placement/site.js';
import { signatureOf } from '../schedule/tiling/signature.js';
import { tileAxes } from '../schedule/tiling/tile-axes.js';
import type { TuningRecord } from './record.js';

/**
 * Tiles as a tuning log has them, and as `choosePlan` says for what it has not. Of several records
 * for the same computation the last one counts. A tiling that is no candidate, because another version
 * wrote the log, is passed over.
 */
export function tunedPlans(records: readonly TuningRecord[], core: CoreMachine): ChoosePlan {
  const known = new Map(records.map(({ computes, tiling }) => [computes, tiling]));
  const choose = planChooser(core);
  if (known.size === 0) return choose;
  return (placed) => {
    const tiling = known.get(signatureOf(placed));
    return tiling === undefined ? choose(placed) : planWith(placed, tiling, core, choose);
  };
}

/** The plan with a given tiling where that is legal, and as `choose` says otherwise. */
export function planWith(
  placed: PlacedCompute,
  tiling: Tiling,
  core: CoreMachine,
  choose: ChoosePlan,
): Plan {
  const axes = tileAxes(placed);
  const wanted = tilingText(tiling);
  return candidates(placed, axes, core).some((each) => tilingText(each) === wanted)
    ? { ...axes, ...tiling }
    : choose(placed);
}
