import type { GpuMachine } from '../../../target/machine.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { scheduleDirect } from './direct.js';
import { scheduleTiled } from './tiled-product.js';
import { scheduleTree } from './tree-reduction.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';

/**
 * The schedule for a GPU: workgroups that share tiles of both operands for a matrix product of some
 * size, workgroups that share out long reductions where results are few, and independent invocations
 * for the rest.
 */
export function scheduleGpu(placed: PlacedCompute, plan: Plan, gpu: GpuMachine): GpuSchedule {
  return (
    scheduleTiled(placed, plan, gpu) ??
    scheduleTree(placed, plan, gpu) ??
    scheduleDirect(placed, plan, gpu)
  );
}
