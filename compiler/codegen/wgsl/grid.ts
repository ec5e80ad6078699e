import type { Grid } from '../loop-ir.js';

/** The default limit of WebGPU on workgroups along one dimension. */
const MAX_WORKGROUPS = 65535;

/** How many workgroups to launch along x, y and z; what doesn't fit into a row goes to further ones. */
export function workgroupsOf({ invocation, workgroupSize }: Grid): [number, number, number] {
  const groups = Math.ceil((invocation.max + 1) / workgroupSize);
  if (groups <= MAX_WORKGROUPS) return [groups, 1, 1];
  // Addresses are i32, so rows can't run out before they do.
  return [MAX_WORKGROUPS, Math.ceil(groups / MAX_WORKGROUPS), 1];
}

/** The invocation's number in WGSL, and whether there may be invocations beyond the last. */
export function invocationCode(grid: Grid): { readonly id: string; readonly overshoots: boolean } {
  const [columns, rows] = workgroupsOf(grid);
  const perRow = columns * grid.workgroupSize;
  return {
    id: rows === 1 ? 'i32(invocation.x)' : `i32(invocation.x + ${perRow}u * invocation.y)`,
    overshoots: perRow * rows > grid.invocation.max + 1,
  };
}
