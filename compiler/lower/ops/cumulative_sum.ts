import type { CumulativeSumAttributes } from '../../ir/ops/cumulative_sum.js';
import { axesBeside } from '../../ir/ops/cumulative_sum.js';
import { resolveAxis } from '../../ir/ops/shared/checks.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, wholeNumber } from '../formulas/compute.js';
import type { Index } from '../formulas/index-expr.js';
import { add, subtract, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

type Node = LoweringInput<CumulativeSumAttributes>;

/**
 * One core goes along the axis once and keeps what it has summed in a workspace, for all other axes side by
 * side. For a GPU `compute` says every sum by itself, as many terms as there are, so that places are
 * independent. With k in the order of memory, the domain cuts a loop off at one end:
 *
 *   y[i] = Σ_k x[i + k]          for i + k < n, or from the beginning
 *   y[i] = Σ_k x[i − (n−1) + k]  for 0 ≤ i − (n−1) + k; the place itself is the last
 */
export const cumulativeSum: LoopLowering<CumulativeSumAttributes> = {
  kind: 'loops',
  compute: (node) => [eachByItself(node)],
  stages(node) {
    const { output, attributes } = node;
    const axis = axisOf(node);
    const step = variable('step', output.shape[axis]);
    const { max } = step;
    const count = toIndex(max === 0 ? 0 : step);
    const place = attributes.reverse ? subtract(max, count) : count;
    const all = outputAxes(output);
    const axes = axesBeside(output.shape, axis).map((each) => all[each]);
    const at = all.map((each, index): Index => (index === axis ? place : toIndex(each)));
    const sum = read(node.inputs.length, indices(axes));
    const fills = (value: Scalar): Compute => ({ ...stage, target: 'sums', value });
    const stage = { axes, output: indices(axes), reductions: [], intermediates: [] };
    const none = output.element === 'i32' ? wholeNumber(0) : number(0);
    const sums = fills(binary('add', sum, read(0, at)));
    const results = { ...stage, output: at, value: sum };
    return [
      fills(none),
      { variable: step, stages: attributes.exclusive ? [results, sums] : [sums, results] },
    ];
  },
  variant: ({ output: { shape }, attributes: { axis } }) => `${shape.at(axis)}`,
};

function eachByItself(node: Node): Compute {
  const {
    output,
    attributes: { exclusive, reverse },
  } = node;
  const axes = outputAxes(output);
  const axis = axisOf(node);
  const extent = output.shape[axis];
  const k = variable('k', extent);
  const shift = Number(exclusive);
  const place = add(axes[axis], k, reverse ? shift : 1 - extent - shift);
  const at = axes.map((each, index) => (index === axis ? place : toIndex(each)));
  return {
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
  };
}

function axisOf({ output, attributes }: Node): number {
  return resolveAxis('cumulative_sum', attributes.axis, output.shape.length);
}
