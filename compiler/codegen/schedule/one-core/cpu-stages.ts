import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { CoreMachine } from '../../../target/machine.js';
import type { PlacedStage } from '../placement/placed-node.js';
import { scheduleCpu } from './cpu.js';
import { inFirstSlot } from '../nests/first-slot.js';
import type { Direction } from '../nests/loops.js';
import { repeatIterations, streamsWeights } from './there-and-back.js';

/** A stage as one core goes about it. */
export function scheduleStage(
  stage: PlacedStage,
  core: CoreMachine,
  direction: Direction,
): readonly Statement[] {
  if ('plan' in stage) {
    const { placed, plan } = stage;
    const turns = streamsWeights(placed, plan, core);
    return scheduleCpu(placed, plan, core, turns ? direction : 'forwards');
  }
  const { variable, slot, stages } = stage;
  return inFirstSlot(
    slot,
    repeatIterations(variable, stages, core, (inside) =>
      stages.flatMap((each) => scheduleStage(each, core, inside)),
    ),
  );
}
