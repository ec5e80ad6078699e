import type { GpuMachine } from '../../../target/machine.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { Invocations, Statement, Workgroups } from '../../../lower/loops/loop-ir.js';
import type { TiledCompute, PlacedStage } from '../placement/placed-node.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { inFirstSlot } from '../nests/first-slot.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import { scheduleDirect } from './direct.js';
import { mergeSchedules } from './merge.js';
import { scheduleGpu } from './schedule.js';
import { every } from './tiling.js';

/**
 * Stages in order: a dispatch for each tensor that they fill. But where some are repeated, step after
 * step (a recurrence), all are one dispatch of a single workgroup.
 */
export function scheduleStages(stages: readonly PlacedStage[], gpu: GpuMachine): GpuSchedule[] {
  if (!stages.every((stage) => 'plan' in stage)) return [inOneWorkgroup(stages, gpu)];
  return byTensor(stages).flatMap((computes) =>
    mergeSchedules(computes.map(({ placed, plan }) => scheduleGpu(placed, plan, gpu))),
  );
}

/** Neighbours that fill one tensor don't wait for each other. */
function byTensor(stages: readonly TiledCompute[]): TiledCompute[][] {
  const groups: TiledCompute[][] = [];
  for (const stage of stages) {
    const group = groups.at(-1);
    const isSame = group?.[0].placed.output.buffer.name === stage.placed.output.buffer.name;
    if (group !== undefined && isSame) group.push(stage);
    else groups.push([stage]);
  }
  return groups;
}

/**
 * The invocations of a single workgroup share out the elements of a stage, and a barrier stands before the
 * next. Steps are small, and a barrier costs less than the end of a dispatch.
 */
function inOneWorkgroup(stages: readonly PlacedStage[], gpu: GpuMachine): GpuSchedule {
  const local = variable('local', gpu.workgroup.mostInvocations);
  const grid: Workgroups = { kind: 'workgroups', group: variable('group', 1), local, shared: [] };
  const statements = stages.flatMap((stage) => scheduleStage(stage, local, gpu));
  return { name: 'one_workgroup', statements, grid };
}

function scheduleStage(stage: PlacedStage, local: Variable, gpu: GpuMachine): readonly Statement[] {
  if (!('plan' in stage)) {
    const { variable: iteration, slot, stages } = stage;
    return inFirstSlot(
      slot,
      repeat(iteration, () => stages.flatMap((inner) => scheduleStage(inner, local, gpu))),
    );
  }
  const { statements, grid } = scheduleDirect(stage.placed, stage.plan, gpu);
  return [...shareOut(statements, grid, local), { kind: 'barrier', arena: true }];
}

/** The body once per value of the invocation: every invocation of the workgroup takes its share. */
function shareOut(
  body: readonly Statement[],
  { invocation }: Invocations,
  local: Variable,
): readonly Statement[] {
  const count = invocation.max + 1;
  const size = local.max + 1;
  const iteration = variable('iteration', Math.ceil(count / size));
  const share = (value: Index): readonly Statement[] => [
    { kind: 'let', variable: invocation, value },
    ...body,
  ];
  const valueIn = (index: Index): Index => add(scale(index, size), toIndex(local));
  // Also around one iteration: the next stage gives names such as `id` another meaning.
  if (count % size === 0) return [every(iteration, share(valueIn(toIndex(iteration))))];
  return repeat(iteration, (index) => {
    const value = valueIn(index);
    return [{ kind: 'if', conditions: [{ index: value, extent: count }], body: share(value) }];
  });
}
