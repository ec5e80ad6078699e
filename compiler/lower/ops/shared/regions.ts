import type { TensorType } from '../../../ir/types.js';
import type { Scalar } from '../../formulas/compute.js';
import { binary, number, read } from '../../formulas/compute.js';
import type { Index, Variable } from '../../formulas/index-expr.js';
import { toIndex } from '../../formulas/index-expr.js';

/** What ops share that take regions out of feature maps, of x, boxes and images. */

/** Where a box begins and ends along the rows (0) or the columns (1), in places of the map. */
export function edges(box: Variable, axis: number, scale: number): readonly [Scalar, Scalar] {
  const edge = (at: number): Scalar =>
    binary('mul', read(1, [toIndex(box), toIndex(at)]), number(Math.fround(scale)));
  return [edge(1 - axis), edge(3 - axis)];
}

/** The number of the picture that a box is of. */
export function imageIndex([{ shape }, , images]: readonly TensorType[], box: Variable): Index {
  if (images === undefined) return toIndex(0);
  return toIndex({ kind: 'lookup', tensor: 2, index: [toIndex(box)], extent: shape[0] });
}
