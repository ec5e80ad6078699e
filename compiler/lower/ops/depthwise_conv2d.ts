import type { DepthwiseConv2dAttributes } from '../../ir/ops/depthwise_conv2d.js';
import { binary, read, result } from '../formulas/compute.js';
import { divide, toIndex, variable } from '../formulas/index-expr.js';
import { convolutionName } from './conv2d.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { windowBounds } from './shared/window.js';

/** Every output channel reads one input channel: o div (outputs per channel). */
export const depthwiseConv2d: LoopLowering<DepthwiseConv2dAttributes> = {
  kind: 'loops',
  compute({ inputs: [input, weight, bias], output, attributes }) {
    const axes = outputAxes(output);
    const [n, o, y, x] = axes;
    const ky = variable('ky', weight.shape[2]);
    const kx = variable('kx', weight.shape[3]);
    const channel = divide(o, output.shape[1] / input.shape[1]);
    const [row, column] = windowBounds(attributes, input.shape, [y, x], [ky, kx]);
    const sum = result('sum');
    return [
      {
        axes,
        output: indices(axes),
        reductions: [
          {
            name: 'sum',
            axes: [ky, kx],
            combine: 'sum',
            body: binary(
              'mul',
              read(0, [toIndex(n), channel, row.index, column.index]),
              read(1, [o, 0, ky, kx].map(toIndex)),
            ),
            domain: [row, column],
          },
        ],
        intermediates: [],
        value: bias === undefined ? sum : binary('add', sum, read(2, [toIndex(o)])),
      },
    ];
  },
  variant: convolutionName,
};
