import type { ConstantData, Node, Value } from '../../ir/graph.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import { printKernel } from '../../lower/loops/print-loops.js';
import type { InstructionSet } from '../wasm/expressions.js';
import { placeNode } from './placement/place.js';
import { printDraft } from './print-draft.js';
import { loopsFor } from './run-steps.js';
import type { Machine } from '../../target/machine.js';
import type { Step } from './steps.js';
import { LOWER, machineName, STEPS } from './steps.js';
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
  machine: Machine,
  choose: ChoosePlan,
  instructions: InstructionSet,
): StepTrace[] {
  const name = machineName(machine);
  const steps = STEPS.filter(({ on }) => on.includes(name));
  const texts = new Map<string, string[]>();
  const note = (step: string, text: string): void => {
    texts.set(step, [...(texts.get(step) ?? []), text]);
  };
  const first = steps.find(({ of }) => of === 'compute');
  const placed = placeNode(node, constants, {
    choose,
    machine,
    observe: (step, before, after) => {
      if (step === first) note(LOWER.name, printDraft(before));
      note(step.name, printDraft(after));
    },
  });
  if (placed.procedure !== undefined) {
    for (const { name: step, of } of steps) {
      if (of === 'node' || of === 'compute') note(step, PROCEDURE);
    }
  }
  const kernels = loopsFor(machine, placed, {
    observe: ({ name: step }, made: readonly Kernel[]) => {
      note(step, made.map(printKernel).join('\n'));
    },
  });
  const context = { machine, placed, instructions };
  for (const step of steps) {
    if (step.of === 'text') note(step.name, step.run(kernels, context).join('\n\n'));
  }
  return steps.map(({ name: step, why, of }) => ({
    step,
    why,
    of,
    text: [...new Set(texts.get(step))].join('\n\n').trimEnd(),
  }));
}
