import { physicalBytes } from '../ir/layout.js';
import { constantStorage } from '../ir/types.js';
import { packedBytes } from './packing.js';
import type { Argument } from './schedule/placement/placed-node.js';

/** What a kernel's argument takes in memory. */
export function argumentBytes(argument: Argument): number {
  if (argument.kind === 'constant') {
    return packedBytes(argument.packing, constantStorage(argument.data));
  }
  const { type, layout } = argument.value;
  if (layout === undefined) throw new Error(`${argument.value.name} has no layout`);
  return physicalBytes(type, layout);
}
