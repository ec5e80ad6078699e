import type { RmsNormAttributes } from '../../ir/ops/rms_norm.js';
import type { Scalar } from '../formulas/compute.js';
import { binary, number, read, result } from '../formulas/compute.js';
import type { IndexLike } from '../formulas/index-expr.js';
import { toIndex } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices } from '../lowering.js';
import { measured, square, sumsOfSquares } from './shared/moments.js';
import { normalisedAxes } from './shared/normalised-axes.js';

/** x / √(mean of x² + ε) · weight over the axes from `axis` on, which all these elements share. */
export const rmsNorm: LoopLowering<RmsNormAttributes> = {
  kind: 'loops',
  compute({ inputs: [, weight], output, attributes: { axis, epsilon } }) {
    const { axes, outer, inner, spots, count } = normalisedAxes(output, axis);
    const element = (at: readonly IndexLike[]): Scalar => read(0, [...outer, ...at].map(toIndex));
    const { unit, scale } = measured(number(1), epsilon, count);
    const sized = binary('mul', binary('mul', element(inner), result('unit')), result('scale'));
    return [
      {
        axes,
        output: indices(axes),
        reductions: sumsOfSquares(spots, (of) => [square(of(element(spots)))]),
        intermediates: [
          { name: 'unit', value: unit },
          { name: 'scale', value: scale },
        ],
        value: weight === undefined ? sized : binary('mul', sized, read(1, indices(inner))),
      },
    ];
  },
};
