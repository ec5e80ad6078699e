import type { Compute } from '../../../lower/formulas/compute.js';
import type { Packing } from '../../packing.js';
import type { Plan } from '../tiling/plan.js';
import { choosePacking } from './choose-packing.js';
import type { Site } from './site.js';
import { readsOf } from './site.js';

/** The operands with the constants among them packed; one that several computations read, for the first. */
export function packConstants(
  compute: Compute,
  operands: readonly Site[],
  plan: Plan,
  packings: Map<number, Packing>,
): Site[] {
  const read = new Set(readsOf(compute).map(({ operand }) => operand));
  return operands.map((site, operand): Site => {
    if (site.kind !== 'constant' || !read.has(operand)) return site;
    const packing = packings.get(operand) ?? choosePacking(compute, operand, site.shape, plan);
    packings.set(operand, packing);
    return { ...site, packing };
  });
}
