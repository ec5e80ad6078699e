import type { Variable } from '../index-expr.js';
import { substitute } from '../index-expr.js';
import type { Statement } from '../loop-ir.js';
import type { PlacedStage } from '../place.js';
import { mapIndices } from '../rewrite-loops.js';
import { scheduleCpu } from './cpu.js';
import type { Direction } from './loops.js';
import { repeatTurns, streamsWeights } from './there-and-back.js';

/** A stage as one core goes about it. */
export function scheduleStage(stage: PlacedStage, direction: Direction): readonly Statement[] {
  if ('plan' in stage) {
    const { placed, plan } = stage;
    return scheduleCpu(placed, plan, streamsWeights(placed, plan) ? direction : 'forwards');
  }
  const { variable, slot, stages } = stage;
  return inFirstSlot(
    slot,
    repeatTurns(variable, stages, (inside) =>
      stages.flatMap((each) => scheduleStage(each, inside)),
    ),
  );
}

/** Where one turn is done after another, the first slot is enough. */
export function inFirstSlot(
  slot: Variable | undefined,
  statements: readonly Statement[],
): readonly Statement[] {
  if (slot === undefined) return statements;
  return mapIndices(statements, (index) => substitute(index, (v) => (v === slot ? 0 : v)));
}
