import type { ConstantData, Node, Value } from '../../ir/graph.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import { printKernel } from '../../lower/loops/print-loops.js';
import { placeNode } from './placement/place.js';
import { printDraft } from './print-draft.js';
import { loopsFor } from './run-steps.js';
import type { MachineName, Step } from './steps.js';
import { LOWER, STEPS } from './steps.js';
import type { ChoosePlan } from './tiling/choose-plan.js';

/** What a node was after a step, as text; the same computation is shown once. */
export interface StepTrace {
  readonly step: string;
  readonly why: string;
  readonly of: Step['of'];
  readonly text: string;
}

/** What stands for formulas where there are none. */
const PROCEDURE = 'no formula says it: the lowering yields the loops';

/** What a node is after each step for a machine. */
export function traceSteps(
  node: Node,
  constants: ReadonlyMap<Value, ConstantData>,
  machine: MachineName,
  choose?: ChoosePlan,
): StepTrace[] {
  const texts = new Map<string, string[]>();
  const note = (step: string, text: string): void => {
    texts.set(step, [...(texts.get(step) ?? []), text]);
  };
  const first = STEPS.find(({ of, on }) => of === 'compute' && on.includes(machine));
  const placed = placeNode(node, constants, choose, machine, (step, before, after) => {
    if (step === first) note(LOWER.name, printDraft(before));
    note(step.name, printDraft(after));
  });
  if (placed.procedure !== undefined) {
    for (const { name, of } of STEPS) if (of !== 'loops') note(name, PROCEDURE);
  }
  loopsFor(machine, placed, {
    observe: ({ name }, kernels: readonly Kernel[]) => {
      note(name, kernels.map(printKernel).join('\n'));
    },
  });
  return STEPS.filter(({ on }) => on.includes(machine)).map(({ name, why, of }) => ({
    step: name,
    why,
    of,
    text: [...new Set(texts.get(name))].join('\n\n').trimEnd(),
  }));
}
