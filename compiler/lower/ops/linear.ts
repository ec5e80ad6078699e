import type { Attributes } from '../../ir/graph.js';
import { binary, read, result } from '../formulas/compute.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/** y[…,o] = Σ_i x[…,i] · w[o,i] + b[o]. */
export const linear: LoopLowering<Attributes> = {
  kind: 'loops',
  compute({ inputs: [, weight, bias], output }) {
    const axes = outputAxes(output);
    const rows = axes.slice(0, -1);
    const o = axes[axes.length - 1];
    const i = variable('i', weight.shape[1]);
    const sum = result('sum');
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [i],
            combine: 'sum',
            body: binary('mul', read(0, indices([...rows, i])), read(1, indices([o, i]))),
            domain: [],
          },
        ],
        intermediates: [],
        value: bias === undefined ? sum : binary('add', sum, read(2, [toIndex(o)])),
      },
    ];
  },
  variant: ({ inputs: [, weight] }) => `k${weight.shape[1]}_n${weight.shape[0]}`,
};
