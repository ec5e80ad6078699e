import type { Kernel } from '../../lower/loops/loop-ir.js';
import type { PlacedNode, TiledCompute } from './placement/placed-node.js';
import type {
  LoopContext,
  LoopStep,
  MachineName,
  ComputeDraft,
  PlacementContext,
  PlacementStep,
} from './steps.js';
import { planOf, STEPS } from './steps.js';

/** Told of what a computation is before and after a step. */
export type ObserveCompute = (
  step: PlacementStep,
  before: ComputeDraft,
  after: ComputeDraft,
) => void;

/** Told of the kernels after a step. */
export type ObserveLoops = (step: LoopStep, kernels: readonly Kernel[]) => void;

/** Takes a computation through the steps that give it tiles and places. */
export function placeCompute(
  start: ComputeDraft,
  context: PlacementContext,
  machine: MachineName,
  observe?: ObserveCompute,
): TiledCompute {
  let draft = start;
  for (const step of STEPS) {
    if (step.of !== 'compute' || !step.on.includes(machine)) continue;
    const before = draft;
    draft = step.run(before, context);
    observe?.(step, before, draft);
  }
  const { plan: _, ...placed } = draft;
  return { placed, plan: planOf(draft) };
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
