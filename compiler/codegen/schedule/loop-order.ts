import type { Compute } from '../compute.js';
import type { Variable } from '../index-expr.js';
import { dependsOn } from '../index-expr.js';
import type { Plan } from './plan.js';
import type { PlacedCompute } from './site.js';
import { readsOf, storedBytes } from './site.js';

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
    const uses = (axis: Variable): boolean => reads(compute, operand, axis);
    const bytes = storedBytes(site);
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

/** A picture larger than this doesn't stay in a core's second-level cache. */
const CACHE_BYTES = 512 * 1024;
/** What of the picture is kept there while all panels pass by, beside the panels themselves. */
const BLOCK_BYTES = 128 * 1024;

/**
 * How many of the `tiles` along the tiled axis to take together, where it is the only loop beside
 * the panels (a matrix product over all pixels) and the pixels don't stay in the cache: all panels
 * are applied to one block of rows before the next. Undefined when one block is best. The blocks
 * divide the tiles evenly, so that one piece of code serves all.
 */
export function tilesPerBlock(
  { compute, operands }: PlacedCompute,
  { vectorAxis, tileAxis, vectors, tile }: Plan,
  tiles: number,
): number | undefined {
  if (vectorAxis === undefined || tileAxis === undefined) return undefined;
  const panels = Math.ceil((vectorAxis.max + 1) / (4 * vectors));
  let rowBytes = 0;
  let weightBytes = 0;
  for (const [operand, site] of operands.entries()) {
    if (site.kind === 'literal') continue;
    const uses = (axis: Variable): boolean => reads(compute, operand, axis);
    const bytes = storedBytes(site);
    if (uses(tileAxis) && !uses(vectorAxis)) rowBytes += bytes / (tileAxis.max + 1);
    if (uses(vectorAxis) && !uses(tileAxis)) weightBytes += bytes;
  }
  const pictureBytes = rowBytes * (tileAxis.max + 1);
  if (pictureBytes <= CACHE_BYTES) return undefined;
  let block = Math.max(1, Math.floor(BLOCK_BYTES / (rowBytes * tile)));
  while (tiles % block !== 0) block--;
  const blocks = tiles / block;
  return blocks * weightBytes < panels * pictureBytes ? block : undefined;
}

function reads(compute: Compute, operand: number, axis: Variable): boolean {
  return readsOf(compute)
    .filter((read) => read.operand === operand)
    .some(({ index }) => index.some((coordinate) => dependsOn(coordinate, axis)));
}
