import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, rangeOf, scale, subtract } from '../../../lower/formulas/index-expr.js';
import type { TiledCompute, PlacedStage } from '../placement/placed-node.js';
import { computesIn } from '../placement/placed-node.js';
import type { Access } from '../placement/accesses.js';
import { accessesOf } from '../placement/accesses.js';
import type { ValueSite } from '../placement/site.js';

/**
 * Whether no iteration of a loop over stages touches what another stores in another slot, so that they may be
 * done in any order and at the same time: whatever is stored, all touch at a coordinate of which every
 * iteration, or every slot, has values of its own. `mayOverlap` says of different buffers whether they share
 * memory.
 */
export function hasIndependentIterations(
  loop: Exclude<PlacedStage, TiledCompute>,
  mayOverlap: (a: ValueSite, b: ValueSite) => boolean,
): boolean {
  const { variable: iteration, slot } = loop;
  const accesses = computesIn(loop).map(accessesOf);
  const all = accesses.flatMap(({ stored, read }) => [stored, ...read]);
  return accesses.every(({ stored }) =>
    all.every(
      (other) =>
        (stored.site.buffer.name !== other.site.buffer.name &&
          !mayOverlap(stored.site, other.site)) ||
        [iteration, slot].some((each) => each !== undefined && areApart(stored, other, each)),
    ),
  );
}

/** What takes the place of another tensor has its shape and layout. */
function areApart(a: Access, b: Access, iteration: Variable): boolean {
  return (
    JSON.stringify([a.site.shape, a.site.layout]) ===
      JSON.stringify([b.site.shape, b.site.layout]) &&
    a.index.some((at, axis) => {
      const width = coefficientOf(at, iteration) ?? 0;
      return [at, b.index[axis]].every((each) => isOwn(each, iteration, width));
    })
  );
}

/** Whether a coordinate lies from iteration · width up to (iteration + 1) · width. */
function isOwn(at: Index, iteration: Variable, width: number): boolean {
  const { min, max } = rangeOf(subtract(at, scale(iteration, width)));
  return min >= 0 && max < width;
}
