import type { Compute } from './compute.js';
import { boundsIn, readsIn } from './compute.js';
import type { Variable } from './index-expr.js';
import { dependsOn } from './index-expr.js';

/**
 * Output axes that some reduction depends on. The others (the classes of a softmax) are looped over
 * after the reductions are done, which all their elements share.
 */
export function splitAxes(compute: Compute): { outer: Variable[]; inner: Variable[] } {
  const { reductions, axes } = compute;
  const used = (axis: Variable): boolean =>
    reductions.length === 0 ||
    reductions.some(({ body, domain }) =>
      [
        ...readsIn(body).flatMap(({ index }) => index),
        ...[...domain, ...boundsIn(body)].map(({ index }) => index),
      ].some((index) => dependsOn(index, axis)),
    );
  return {
    outer: axes.filter(used),
    inner: axes.filter((axis) => !used(axis)),
  };
}
