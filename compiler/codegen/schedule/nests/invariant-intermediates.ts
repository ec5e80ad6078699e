import type { Compute, Intermediate } from '../../../lower/formulas/compute.js';
import { boundsIn, readsIn, walk } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn } from '../../../lower/formulas/index-expr.js';
import type { Expression, SetStatement, Statement } from '../../../lower/loops/loop-ir.js';
import { shareLoads } from './share-loads.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { translate } from './translate.js';

/**
 * The intermediates that are the same for all elements that share the reductions, such as the factor that a
 * normalisation multiplies a feature map by: computed once, before the loops over those elements along
 * the `inner` axes.
 */
export function invariantIntermediates(
  { intermediates, reductions }: Compute,
  inner: readonly Variable[],
): readonly Intermediate[] {
  const known = new Set(reductions.map(({ name }) => name));
  const invariant: Intermediate[] = [];
  for (const step of inner.length === 0 ? [] : intermediates) {
    if (!isInvariant(step, known, inner)) continue;
    known.add(step.name);
    invariant.push(step);
  }
  return invariant;
}

function isInvariant(
  { value }: Intermediate,
  known: ReadonlySet<string>,
  inner: readonly Variable[],
): boolean {
  const indices = [
    ...readsIn(value).flatMap(({ index }) => index),
    ...boundsIn(value).map(({ index }) => index),
  ];
  if (indices.some((index) => inner.some((axis) => dependsOn(index, axis)))) return false;
  let usesKnown = true;
  walk(value, (node) => {
    if (node.kind === 'result' && !known.has(node.name)) usesKnown = false;
    if (node.kind === 'integer' && inner.some((axis) => dependsOn(node.value, axis))) {
      usesKnown = false;
    }
  });
  return usesKnown;
}

/** A step at every point of a tile, each in a register. */
export function stepAt(
  { name, value }: Intermediate,
  points: readonly Point[],
  operands: readonly Site[],
): { readonly statements: readonly Statement[]; readonly values: readonly Expression[] } {
  const sets = points.map((point, position): SetStatement => {
    const expression = translate(value, point, operands);
    const suffix = points.length === 1 ? '' : `_${position}`;
    return {
      kind: 'set',
      local: { name: `${name}${suffix}`, type: expression.type },
      value: expression,
    };
  });
  const values = sets.map(({ local }): Expression => ({ kind: 'local', type: local.type, local }));
  return { statements: shareLoads(sets), values };
}
