import type { Variable } from '../../../lower/formulas/index-expr.js';
import { add, variable } from '../../../lower/formulas/index-expr.js';
import type { Grid, SharedMemory, Statement } from '../../../lower/loops/loop-ir.js';
import type { GpuSchedule } from './gpu-schedule.js';

/**
 * Puts independent computations into as few dispatches as they fit: each takes a range of the
 * invocations or, where workgroups share memory, of the workgroups.
 */
export function mergeSchedules(schedules: readonly GpuSchedule[]): GpuSchedule[] {
  const alike = new Map<string, GpuSchedule[]>();
  for (const schedule of schedules) {
    const { grid } = schedule;
    const size = grid.kind === 'workgroups' ? grid.local.max + 1 : grid.workgroupSize;
    const key = `${grid.kind} ${size}`;
    alike.set(key, [...(alike.get(key) ?? []), schedule]);
  }
  return [...alike.values()].map((group) => (group.length === 1 ? group[0] : merge(group)));
}

function merge(schedules: readonly GpuSchedule[]): GpuSchedule {
  const counts = schedules.map(({ grid }) => unitOf(grid).max + 1);
  const all = variable(
    'unit',
    counts.reduce((sum, count) => sum + count),
  );
  let start = 0;
  const statements = schedules.map(({ grid, statements: body }, at): Statement => {
    const own = add(all, -start);
    start += counts[at];
    return {
      kind: 'if',
      conditions: [{ index: own, extent: counts[at] }],
      body: [{ kind: 'let', variable: unitOf(grid), value: own }, ...body],
    };
  });
  return {
    name: [...new Set(schedules.map(({ name }) => name))].join('_'),
    statements,
    grid: spread(
      schedules.map(({ grid }) => grid),
      all,
    ),
  };
}

/** What a computation numbers: invocations or workgroups. */
function unitOf(grid: Grid): Variable {
  return grid.kind === 'workgroups' ? grid.group : grid.invocation;
}

/** The grid of the first with as many units as all have together, and the most memory that one needs. */
function spread(grids: readonly Grid[], units: Variable): Grid {
  const [first] = grids;
  if (first.kind === 'invocations') return { ...first, invocation: units };
  const shared = new Map<string, SharedMemory>();
  for (const memory of grids.flatMap((grid) => (grid.kind === 'workgroups' ? grid.shared : []))) {
    const known = shared.get(memory.buffer.name);
    if (known === undefined || known.length < memory.length) {
      shared.set(memory.buffer.name, memory);
    }
  }
  return { ...first, group: units, shared: [...shared.values()] };
}
