import type { TensorType } from '../../../ir/types.js';
import type { Variable } from '../../formulas/index-expr.js';
import { variable } from '../../formulas/index-expr.js';
import { outputAxes } from '../../lowering.js';

/** The axes of what is normalised over `axis` and all axes behind it. */
interface NormalisedAxes {
  readonly axes: readonly Variable[];
  readonly outer: readonly Variable[];
  readonly inner: readonly Variable[];
  /** To meet all elements along `inner`, of which there are `count`. */
  readonly spots: readonly Variable[];
  readonly count: number;
}

export function normalisedAxes(output: TensorType, axis: number): NormalisedAxes {
  const axes = outputAxes(output);
  const first = axis < 0 ? axis + axes.length : axis;
  const inner = axes.slice(first);
  const spots = inner.map(({ max }, at) => variable(`j${at === 0 ? '' : at}`, max + 1));
  const count = spots.reduce((product, { max }) => product * (max + 1), 1);
  return { axes, outer: axes.slice(0, first), inner, spots, count };
}
