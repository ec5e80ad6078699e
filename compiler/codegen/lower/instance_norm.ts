import type { InstanceNormAttributes } from '../../ir/ops/instance_norm.js';
import type { Scalar } from '../compute.js';
import { binary, number, read, result, unary } from '../compute.js';
import type { Variable } from '../index-expr.js';
import { toIndex, variable } from '../index-expr.js';
import type { LoopLowering } from './lowering.js';
import { indices, outputAxes } from './lowering.js';

/**
 * (x − mean) · scale + bias, scale = weight / √(variance + ε). The mean is reduced first, then Σ (x − mean)², which
 * does not cancel as Σ x² − n·mean² would. All elements of a picture share both.
 */
export const instanceNorm: LoopLowering<InstanceNormAttributes> = {
  kind: 'loops',
  compute({ inputs: [input, weight, bias], output, attributes: { epsilon } }) {
    const axes = outputAxes(output);
    const [n, c, y, x] = axes;
    const [, , height, width] = input.shape;
    const h = variable('h', height);
    const w = variable('w', width);
    const share = number(Math.fround(1 / (height * width)));
    const average = binary('mul', result('sum'), share);
    const centred = (row: Variable, column: Variable, mean: Scalar): Scalar =>
      binary('sub', read(0, indices([n, c, row, column])), mean);
    const variance = binary('mul', result('squares'), share);
    const deviation = unary('sqrt', binary('add', variance, number(epsilon)));
    const gain = weight === undefined ? number(1) : read(1, [toIndex(c)]);
    const scaled = binary('mul', centred(y, x, result('mean')), result('scale'));
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [h, w],
            combine: 'sum',
            body: read(0, indices([n, c, h, w])),
            domain: [],
          },
          {
            name: 'squares',
            axes: [h, w],
            combine: 'sum',
            body: binary('mul', centred(h, w, average), centred(h, w, average)),
            domain: [],
          },
        ],
        steps: [
          { name: 'mean', value: average },
          { name: 'scale', value: binary('div', gain, deviation) },
        ],
        value: bias === undefined ? scaled : binary('add', scaled, read(2, [toIndex(c)])),
      },
    ];
  },
};
