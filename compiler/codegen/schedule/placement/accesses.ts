import type { Index } from '../../../lower/formulas/index-expr.js';
import type { TiledCompute } from './placed-node.js';
import type { ValueSite } from './site.js';
import { readsOf } from './site.js';

/** An element of a tensor in the arena that a computation stores or reads, by its axes and the loops around. */
export interface Access {
  readonly site: ValueSite;
  readonly index: readonly Index[];
}

export interface Accesses {
  readonly stored: Access;
  readonly read: readonly Access[];
}

export function accessesOf({ placed: { compute, operands, output } }: TiledCompute): Accesses {
  const read = readsOf(compute).flatMap(({ operand, index }) => {
    const site = operands[operand];
    return site.kind === 'value' ? [{ site, index }] : [];
  });
  return { stored: { site: output, index: compute.output }, read };
}
