import type { Kernel } from '../loop-ir.js';
import type { PlacedNode, PlacedPart } from './placement/placed-node.js';
import type {
  LoopContext,
  LoopStep,
  MachineName,
  PartDraft,
  PlacementContext,
  PlacementStep,
} from './steps.js';
import { planOf, STEPS } from './steps.js';

/** Told of what a computation is before and after a step. */
export type ObservePart = (step: PlacementStep, before: PartDraft, after: PartDraft) => void;

/** Told of the kernels after a step. */
export type ObserveLoops = (step: LoopStep, kernels: readonly Kernel[]) => void;

/** Takes a computation through the steps that give it tiles and places. */
export function placePart(
  start: PartDraft,
  context: PlacementContext,
  machine: MachineName,
  observe?: ObservePart,
): PlacedPart {
  let part = start;
  for (const step of STEPS) {
    if (step.of !== 'compute' || !step.on.includes(machine)) continue;
    const before = part;
    part = step.run(before, context);
    observe?.(step, before, part);
  }
  const { plan: _, ...placed } = part;
  return { placed, plan: planOf(part) };
}

/** Takes a node through the steps that make its loops. */
export function loopsFor(
  machine: MachineName,
  placed: PlacedNode,
  { leastWork, observe }: Pick<LoopContext, 'leastWork'> & { readonly observe?: ObserveLoops } = {},
): readonly Kernel[] {
  const context: LoopContext = { placed, ...(leastWork !== undefined && { leastWork }) };
  let kernels: readonly Kernel[] = [];
  for (const step of STEPS) {
    if (step.of !== 'loops' || !step.on.includes(machine)) continue;
    kernels = step.run(kernels, context);
    observe?.(step, kernels);
  }
  return kernels;
}
