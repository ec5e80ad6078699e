import type { CumulativeSumAttributes } from '../../ir/ops/cumulative_sum.js';
import { resolveAxis } from '../../ir/ops/shared/checks.js';
import { read, result } from '../formulas/compute.js';
import { add, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/**
 * Every sum by itself, as many terms as there are: places are independent then, and lanes lie along any other
 * axis. With k in the order of memory, so that the domain cuts a loop off at one end:
 *
 *   y[i] = Σ_k x[i + k]          for i + k < n, or from the beginning
 *   y[i] = Σ_k x[i − (n−1) + k]  for 0 ≤ i − (n−1) + k; the place itself is the last
 */
export const cumulativeSum: LoopLowering<CumulativeSumAttributes> = {
  kind: 'loops',
  compute({ output, attributes: { exclusive, reverse, ...attributes } }) {
    const axes = outputAxes(output);
    const axis = resolveAxis('cumulative_sum', attributes.axis, output.shape.length);
    const extent = output.shape[axis];
    const k = variable('k', extent);
    const shift = Number(exclusive);
    const place = add(axes[axis], k, reverse ? shift : 1 - extent - shift);
    const at = axes.map((each, index) => (index === axis ? place : toIndex(each)));
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [k],
            combine: 'sum',
            body: read(0, at),
            domain: [{ index: place, extent }],
          },
        ],
        intermediates: [],
        value: result('sum'),
      },
    ];
  },
  variant: ({ output: { shape }, attributes: { axis } }) => `${shape.at(axis)}`,
};
