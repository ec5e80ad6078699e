import type { Machine } from '../../target/machine.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import type { PlacedNode, TiledCompute } from './placement/placed-node.js';
import type {
  LoopContext,
  LoopStep,
  TextContext,
  ComputeDraft,
  PlacementContext,
  PlacementStep,
} from './steps.js';
import { machineName, planOf, STEPS } from './steps.js';

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
  machine: Machine,
  observe?: ObserveCompute,
): TiledCompute {
  const name = machineName(machine);
  let draft = start;
  for (const step of STEPS) {
    if (step.of !== 'compute' || !step.on.includes(name)) continue;
    const before = draft;
    draft = step.run(before, context);
    observe?.(step, before, draft);
  }
  const { plan: _, ...placed } = draft;
  return { placed, plan: planOf(draft) };
}

/**
 * Takes a node through the steps that make its kernels for a machine, in order: one for a core, and for a
 * GPU one for all computations that can share a dispatch. `leastWork` is what pays for a barrier of threads,
 * in the measure of `work`.
 */
export function loopsFor(
  machine: Machine,
  placed: PlacedNode,
  { leastWork, observe }: Pick<LoopContext, 'leastWork'> & { readonly observe?: ObserveLoops } = {},
): readonly Kernel[] {
  const context: LoopContext = { machine, placed, ...(leastWork !== undefined && { leastWork }) };
  const name = machineName(machine);
  let kernels: readonly Kernel[] = [];
  for (const step of STEPS) {
    if (step.of !== 'loops' || !step.on.includes(name)) continue;
    kernels = step.run(kernels, context);
    observe?.(step, kernels);
  }
  return kernels;
}

/** The text of a node's kernels: their functions, or shaders. */
export function textsFor(kernels: readonly Kernel[], context: TextContext): readonly string[] {
  const name = machineName(context.machine);
  return STEPS.flatMap((step) =>
    step.of === 'text' && step.on.includes(name) ? step.run(kernels, context) : [],
  );
}
