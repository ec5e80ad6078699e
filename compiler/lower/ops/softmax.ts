import type { SoftmaxAttributes } from '../../ir/ops/shared/softmax.js';
import type { Scalar } from '../formulas/compute.js';
import { binary, read, result, unary } from '../formulas/compute.js';
import type { Variable } from '../formulas/index-expr.js';
import { variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/** e^(x − m) / Σ e^(x − m) with m the largest x: two reductions that all elements share. */
export const softmax = softmaxOf((shifted, total) => binary('div', unary('exp', shifted), total));

/** (x − m) − ln Σ e^(x − m) */
export const logSoftmax = softmaxOf((shifted, total) =>
  binary('sub', shifted, unary('log', total)),
);

function softmaxOf(
  element: (shifted: Scalar, total: Scalar) => Scalar,
): LoopLowering<SoftmaxAttributes> {
  return {
    kind: 'loops',
    compute({ output, attributes }) {
      const axes = outputAxes(output);
      const along = attributes.axis < 0 ? attributes.axis + axes.length : attributes.axis;
      const j = variable('j', output.shape[along]);
      const at = (position: Variable): Scalar =>
        read(0, indices(axes.map((axis, index) => (index === along ? position : axis))));
      const shifted = (position: Variable): Scalar =>
        binary('sub', at(position), result('largest'));
      return [
        {
          axes,
          output: indices(axes),
          reductions: [
            { name: 'largest', axes: [j], combine: 'max', body: at(j), domain: [] },
            {
              name: 'total',
              axes: [j],
              combine: 'sum',
              body: unary('exp', shifted(j)),
              domain: [],
            },
          ],
          intermediates: [],
          value: element(shifted(axes[along]), result('total')),
        },
      ];
    },
  };
}
