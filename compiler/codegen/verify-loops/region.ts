import { physicalElements } from '../../ir/layout.js';
import { workspaceTensors } from '../../ir/memory/workspace.js';
import { STORED_BYTES, elementCount } from '../../ir/types.js';
import type { Kernel } from '../../lower/loops/loop-ir.js';
import { packedElements } from '../packing.js';
import type { Argument, PlacedNode } from '../schedule/placement/placed-node.js';

/** The memory behind a buffer of a kernel. */
export interface Region {
  /** In elements. */
  readonly length: number;
  /**
   * Where it begins, in elements of a memory that it shares with all others that say so; without it, no
   * other buffer reaches into it.
   */
  readonly start?: number;
}

/** Regions by the names of their buffers. */
export type Regions = ReadonlyMap<string, Region>;

/** What the buffers of a node's kernels are, where its values have their places. */
export function regionsOf({ node, arguments: all }: PlacedNode): Regions {
  const tensors = new Map(workspaceTensors(node).map(({ name, shape }) => [name, shape]));
  const lengthOf = (argument: Argument): number => {
    if (argument.kind === 'constant') return packedElements(argument.packing);
    const { value, elements, buffer } = argument;
    const inWorkspace = elements === undefined ? undefined : tensors.get(buffer.name);
    if (inWorkspace !== undefined) return elementCount(inWorkspace);
    const { type, layout } = value;
    return layout === undefined ? elementCount(type.shape) : physicalElements(type.shape, layout);
  };
  return new Map(
    all.map((argument): [string, Region] => {
      const start = startOf(argument);
      const region = { length: lengthOf(argument), ...(start !== undefined && { start }) };
      return [argument.buffer.name, region];
    }),
  );
}

function startOf(argument: Argument): number | undefined {
  if (argument.kind === 'constant' || argument.value.offset === undefined) return undefined;
  return argument.value.offset / STORED_BYTES.f32 + (argument.elements ?? 0);
}

/** The regions of a kernel's own buffers, and of those that a workgroup shares. */
export function withShared(regions: Regions, { grid }: Kernel): Regions {
  if (grid?.kind !== 'workgroups') return regions;
  return new Map([
    ...regions,
    ...grid.shared.map(({ buffer, length }): [string, Region] => [buffer.name, { length }]),
  ]);
}
