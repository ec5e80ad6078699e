import type { Kernel } from '../../../lower/loops/loop-ir.js';
import type { CoreMachine } from '../../../target/machine.js';
import type { PlacedNode } from '../placement/placed-node.js';
import { barriersIn, work } from '../nests/work.js';
import { divideAmongThreads, LEAST_WORK } from './divide.js';
import { divideStages } from './divide-stages.js';

/**
 * A kernel for one core with its loops divided among threads. What is too small for that stays as it is,
 * and so do procedures, and what would need too many barriers. `leastWork` is what pays for a barrier, in
 * the measure of `work`.
 */
export function divideKernel(
  kernel: Kernel,
  placed: PlacedNode,
  core: CoreMachine,
  leastWork = LEAST_WORK,
): Kernel {
  if (placed.procedure !== undefined) return kernel;
  const isOrdered =
    placed.stages !== placed.computes ||
    placed.computes.some(({ placed: { panel } }) => panel !== undefined);
  const divided = isOrdered
    ? divideStages(placed, core, leastWork)
    : divideAmongThreads(kernel.body, leastWork);
  const paysBarriers = work(kernel.body) >= leastWork * barriersIn(divided);
  return paysBarriers ? { ...kernel, body: divided } : kernel;
}
