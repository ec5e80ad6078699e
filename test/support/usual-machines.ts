/** What asks a machine, asked of those that networks are compiled for where nothing else is chosen. */
import type { GenerateOptions, PlannedGraphs } from '../../compiler/codegen/generate.js';
import { generateProgram as generateFor } from '../../compiler/codegen/generate.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { nodePlacer, placeNode as place } from '../../compiler/codegen/schedule/placement/place.js';
import { loopsFor } from '../../compiler/codegen/schedule/run-steps.js';
import type { MachineName } from '../../compiler/codegen/schedule/steps.js';
import type { ChoosePlan } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import { choosePlan as choose } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import type { ConstantData, Node, Value } from '../../compiler/ir/graph.js';
import type { Kernel } from '../../compiler/lower/loops/loop-ir.js';
import { machinesFor } from '../../compiler/settings.js';
import type { Machine } from '../../compiler/target/machine.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import { THREADS } from '../../compiler/target/threads.js';
import { GPU } from '../../compiler/target/webgpu.js';

/** By the names that people are shown. */
export const USUAL_MACHINES: Readonly<Record<MachineName, Machine>> = {
  'one core': ONE_CORE,
  threads: THREADS,
  GPU,
};

type Constants = ReadonlyMap<Value, ConstantData>;

export const choosePlan: ChoosePlan = (placed) => choose(placed, ONE_CORE);

export function placeNode(
  node: Node,
  constants: Constants,
  chosen: ChoosePlan = choosePlan,
): PlacedNode {
  return place(node, constants, { choose: chosen, machine: ONE_CORE });
}

export function placeForGpu(
  node: Node,
  constants: Constants,
  chosen: ChoosePlan = choosePlan,
): PlacedNode {
  return place(node, constants, { choose: chosen, machine: GPU });
}

export function placerFor(
  constants: Constants,
  machine: Machine = ONE_CORE,
): (node: Node) => PlacedNode {
  return nodePlacer(constants, { choose: choosePlan, machine });
}

export function cpuKernel(placed: PlacedNode): Kernel {
  return loopsFor(ONE_CORE, placed)[0];
}

/** `leastWork` is what pays for a barrier. */
export function threadedKernel(placed: PlacedNode, leastWork?: number): Kernel {
  return loopsFor(THREADS, placed, leastWork === undefined ? {} : { leastWork })[0];
}

export function gpuKernels(placed: PlacedNode): readonly Kernel[] {
  return loopsFor(GPU, placed);
}

/** For one core unless `threads` is another number. */
export function generateProgram(
  graphs: PlannedGraphs,
  options: GenerateOptions = {},
): Promise<Program> {
  return generateFor(graphs, machinesFor({ threads: options.threads ?? 1 }), options);
}
