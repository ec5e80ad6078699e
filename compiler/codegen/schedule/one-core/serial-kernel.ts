import type { Kernel } from '../../../lower/loops/loop-ir.js';
import type { CoreMachine } from '../../../target/machine.js';
import type { PlacedNode } from '../placement/placed-node.js';
import { scheduleStage } from './cpu-stages.js';
import { kernelName } from './kernel-name.js';

/** The loops of a node for one core: its stages one after another, or the loops that its lowering yields. */
export function serialKernel(placed: PlacedNode, core: CoreMachine): Kernel {
  const body =
    placed.procedure ?? placed.stages.flatMap((stage) => scheduleStage(stage, core, 'forwards'));
  return { name: kernelName(placed), buffers: placed.arguments.map(({ buffer }) => buffer), body };
}
