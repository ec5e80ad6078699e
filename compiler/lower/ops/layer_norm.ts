import type { LayerNormAttributes } from '../../ir/ops/layer_norm.js';
import type { Scalar } from '../formulas/compute.js';
import { binary, number, read, result } from '../formulas/compute.js';
import type { IndexLike } from '../formulas/index-expr.js';
import { toIndex } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices } from '../lowering.js';
import {
  meanOf,
  measured,
  minus,
  namedMeasures,
  normalisedElement,
  square,
  sumsOfSquares,
} from './shared/moments.js';
import { normalisedAxes } from './shared/normalised-axes.js';

/** (x − mean) / √(variance + ε) · weight + bias over the axes from `axis` on, which all these elements share. */
export const layerNorm: LoopLowering<LayerNormAttributes> = {
  kind: 'loops',
  compute({ inputs, output, attributes: { axis, epsilon } }) {
    const { axes, outer, inner, spots, count } = normalisedAxes(output, axis);
    const element = (at: readonly IndexLike[]): Scalar => read(0, [...outer, ...at].map(toIndex));
    const { intermediates, named } = namedMeasures(measured(number(1), epsilon, count));
    const normalised = normalisedElement(element(inner), named);
    const [, weight, bias] = inputs;
    const scaled =
      weight === undefined ? normalised : binary('mul', normalised, read(1, indices(inner)));
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          ...meanOf(spots, element),
          ...sumsOfSquares(spots, (of) => [square(minus(of(element(spots)), of(result('mean'))))]),
        ],
        intermediates,
        value: bias === undefined ? scaled : binary('add', scaled, read(2, indices(inner))),
      },
    ];
  },
};
