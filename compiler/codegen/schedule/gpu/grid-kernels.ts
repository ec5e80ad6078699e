import { variable } from '../../../lower/formulas/index-expr.js';
import type { Grid, Kernel } from '../../../lower/loops/loop-ir.js';
import { buffersIn } from '../../../lower/loops/rewrite-loops.js';
import type { GpuMachine } from '../../../target/machine.js';
import type { PlacedNode } from '../placement/placed-node.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { mergeSchedules } from './merge.js';
import { scheduleStages } from './ordered-stages.js';
import { scheduleGpu } from './schedule.js';

const ONE_INVOCATION: Grid = {
  kind: 'invocations',
  invocation: variable('id', 1),
  workgroupSize: 1,
};

/** The kernels of a node for a GPU, in order: one for all computations that can share a dispatch. */
export function gridKernels(placed: PlacedNode, gpu: GpuMachine): Kernel[] {
  const schedules: readonly GpuSchedule[] =
    placed.procedure !== undefined
      ? [{ name: 'one_invocation', statements: placed.procedure, grid: ONE_INVOCATION }]
      : placed.stages === placed.computes
        ? mergeSchedules(placed.computes.map(({ placed, plan }) => scheduleGpu(placed, plan, gpu)))
        : scheduleStages(placed.stages, gpu);
  const buffers = placed.arguments.map(({ buffer }) => buffer);
  return schedules.map(({ name, statements, grid }): Kernel => ({
    name: `${placed.name}__${name}`,
    buffers,
    body: statements,
    grid,
  }));
}

/** The kernel with those of its buffers that it touches. */
export function withTouchedBuffers(kernel: Kernel): Kernel {
  const touched = buffersIn(kernel.body);
  return { ...kernel, buffers: kernel.buffers.filter(({ name }) => touched.has(name)) };
}
