import { elementCount } from '../../ir/types.js';
import type { Variable } from '../index-expr.js';
import { dependsOn } from '../index-expr.js';
import type { Plan } from './plan.js';
import type { PlacedCompute } from './site.js';
import { readsOf } from './site.js';

/** Bytes of a cache line: the least that a read brings in. */
const LINE_BYTES = 64;

/**
 * Whether the loop over panels of the vectorised axis belongs outside the `serial` loops. Inside,
 * all weights are read again for every turn of the serial loops (every row of the picture);
 * outside, the picture is read again for every panel. The lesser traffic wins: rows first for a
 * large picture with few channels, panels first for a small one with many.
 */
export function panelsFirst(
  { compute, operands }: PlacedCompute,
  { vectorAxis, vectors }: Plan,
  serial: readonly Variable[],
): boolean {
  if (vectorAxis === undefined) return false;
  const turns = serial.reduce((count, axis) => count * (axis.max + 1), 1);
  const panels = Math.ceil((vectorAxis.max + 1) / (4 * vectors));
  let rowsFirstBytes = 0;
  let panelsFirstBytes = 0;
  for (const [operand, site] of operands.entries()) {
    if (site.kind === 'literal') continue;
    const indices = readsOf(compute)
      .filter((read) => read.operand === operand)
      .flatMap(({ index }) => index);
    const uses = (axis: Variable): boolean => indices.some((index) => dependsOn(index, axis));
    const bytes = 4 * elementCount(site.shape);
    const usesPanels = uses(vectorAxis);
    const usesSerial = serial.some(uses);
    if (usesPanels && !usesSerial) {
      rowsFirstBytes += bytes * turns;
      panelsFirstBytes += bytes;
    } else if (usesPanels) {
      // A panel is a part of every line, and the rest of the line has left the cache by its turn.
      rowsFirstBytes += bytes;
      panelsFirstBytes += bytes * Math.max(1, LINE_BYTES / (16 * vectors));
    } else {
      rowsFirstBytes += bytes;
      panelsFirstBytes += bytes * panels;
    }
  }
  return panelsFirstBytes < rowsFirstBytes;
}
