import type { Compute } from './compute.js';
import { substituteBounds, substituteScalar } from './compute.js';
import type { IndexLike, Variable } from './index-expr.js';
import { substitute } from './index-expr.js';

/** Rewrites every index of a computation; `axes` becomes its new iteration space. */
export function replaceAxes(
  compute: Compute,
  axes: readonly Variable[],
  replace: (axis: Variable) => IndexLike,
): Compute {
  return {
    ...compute,
    axes,
    ...(compute.outputDomain && {
      outputDomain: substituteBounds(compute.outputDomain, replace),
    }),
    output: compute.output.map((index) => substitute(index, replace)),
    reductions: compute.reductions.map((reduction) => ({
      ...reduction,
      body: substituteScalar(reduction.body, replace),
      domain: substituteBounds(reduction.domain, replace),
      ...(reduction.neededWhere && {
        neededWhere: substituteScalar(reduction.neededWhere, replace),
      }),
    })),
    intermediates: compute.intermediates.map(({ name, value }) => ({
      name,
      value: substituteScalar(value, replace),
    })),
    value: substituteScalar(compute.value, replace),
  };
}
