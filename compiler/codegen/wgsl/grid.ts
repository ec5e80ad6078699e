import type { GpuMachine } from '../../target/machine.js';
import type { Grid, Invocations, Workgroups } from '../../lower/loops/loop-ir.js';
import type { Spelling } from './names.js';
import { i32Text } from './numbers.js';

/** How many workgroups to launch along x, y and z; what doesn't fit into a row goes to further ones. */
export function workgroupsOf(
  grid: Grid,
  { limits: { workgroupsPerDimension: most } }: GpuMachine,
): [number, number, number] {
  const groups =
    grid.kind === 'workgroups'
      ? grid.group.max + 1
      : Math.ceil((grid.invocation.max + 1) / grid.workgroupSize);
  if (groups <= most) return [groups, 1, 1];
  // Addresses are i32, so rows can't run out before they do.
  return [most, Math.ceil(groups / most), 1];
}

export function workgroupSizeOf(grid: Grid): number {
  return grid.kind === 'workgroups' ? grid.local.max + 1 : grid.workgroupSize;
}

/** What stands in front of a kernel's body to find out whose turn it is. */
export interface Entry {
  readonly builtins: readonly string[];
  readonly lines: readonly string[];
}

export function entryOf(grid: Grid, machine: GpuMachine, spelling: Spelling): Entry {
  const [columns, rows] = workgroupsOf(grid, machine);
  return grid.kind === 'workgroups'
    ? workgroupEntry(grid, columns, rows, spelling)
    : invocationEntry(grid, columns, rows, spelling);
}

/** The last workgroup may have invocations to spare, which have nothing to do. */
function invocationEntry(
  grid: Invocations,
  columns: number,
  rows: number,
  { name, integer }: Spelling,
): Entry {
  const perRow = columns * grid.workgroupSize;
  const id = name(grid.invocation.name);
  return {
    builtins: ['@builtin(global_invocation_id) invocation: vec3u'],
    lines: [
      `let ${id} = ${rows === 1 ? 'i32(invocation.x)' : `i32(invocation.x + ${perRow}u * invocation.y)`};`,
      `if (${id} >= ${integer(grid.invocation.max + 1)}) { return; }`,
    ],
  };
}

/** All invocations of a workgroup stay or leave together, as its barriers demand. */
function workgroupEntry(
  grid: Workgroups,
  columns: number,
  rows: number,
  { name }: Spelling,
): Entry {
  const { group, local } = grid;
  const id = name(group.name);
  const number =
    rows === 1 ? 'i32(group_index.x)' : `i32(group_index.x + ${columns}u * group_index.y)`;
  return {
    builtins: [
      '@builtin(workgroup_id) group_index: vec3u',
      '@builtin(local_invocation_index) local_index: u32',
    ],
    lines: [
      `let ${id} = ${number};`,
      ...(columns * rows > group.max + 1
        ? [`if (${id} >= ${i32Text(group.max + 1)}) { return; }`]
        : []),
      `let ${name(local.name)} = i32(local_index);`,
    ],
  };
}
