import type { Kernel } from '../../lower/loops/loop-ir.js';
import type { PlacedNode } from './placement/placed-node.js';
import { loopsFor } from './run-steps.js';

/** The kernel of a node for one core. */
export function cpuKernel(placed: PlacedNode): Kernel {
  return loopsFor('one core', placed)[0];
}

/** The same for several threads; `leastWork` is what pays for a barrier, in the measure of `work`. */
export function threadedKernel(placed: PlacedNode, leastWork?: number): Kernel {
  return loopsFor('threads', placed, { ...(leastWork !== undefined && { leastWork }) })[0];
}

/** The kernels of a node for a GPU, in order: one for all computations that can share a dispatch. */
export function gpuKernels(placed: PlacedNode): readonly Kernel[] {
  return loopsFor('GPU', placed);
}
