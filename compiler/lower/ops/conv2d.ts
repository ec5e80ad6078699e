import type { Conv2dAttributes } from '../../ir/ops/conv2d.js';
import type { Compute } from '../formulas/compute.js';
import { binary, read, result } from '../formulas/compute.js';

import { add, scale, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { outputAxes } from '../lowering.js';
import { windowBounds, windowName } from './shared/window.js';

/**
 * y[n,o,y,x] = Σ over ky, kx, i of x[n, g·I + i, y·s + ky·d − p, x·s + kx·d − p] · w[o,i,ky,kx].
 * With groups the output channel is split into group g and channel within it, so that every
 * index stays linear.
 */
export const conv2d: LoopLowering<Conv2dAttributes> = {
  kind: 'loops',
  compute(node) {
    const { inputs, output, attributes } = node;
    const [, weight, bias] = inputs;
    const [outputs, inputsPerGroup, kernelHeight, kernelWidth] = weight.shape;
    const [n, o, y, x] = outputAxes(output);
    const { groups } = attributes;
    const group = variable('g', groups);
    const within = groups === 1 ? o : variable('o', outputs / groups);
    const g = toIndex(groups === 1 ? 0 : group);
    const channel = add(scale(g, outputs / groups), within);
    const ky = variable('ky', kernelHeight);
    const kx = variable('kx', kernelWidth);
    const i = variable('i', inputsPerGroup);
    const [row, column] = windowBounds(attributes, inputs[0].shape, [y, x], [ky, kx]);
    const sum = result('sum');
    const compute: Compute = {
      axes: [n, group, within, y, x],
      output: [n, channel, y, x].map(toIndex),
      reductions: [
        {
          name: 'sum',
          axes: [ky, kx, i],
          combine: 'sum',
          body: binary(
            'mul',
            read(0, [toIndex(n), add(scale(g, inputsPerGroup), i), row.index, column.index]),
            read(1, [channel, i, ky, kx].map(toIndex)),
          ),
          domain: [row, column],
        },
      ],
      intermediates: [],
      value: bias === undefined ? sum : binary('add', sum, read(2, [channel])),
    };
    return [compute];
  },
  variant: convolutionName,
};

/** `5x5s2_c16_o32`: kernel, stride, input and output channels. */
export function convolutionName({
  inputs: [x, weight],
  output,
  attributes,
}: LoweringInput<Pick<Conv2dAttributes, 'strides' | 'dilations'>>): string {
  const window = windowName({ kernel: weight.shape.slice(2), ...attributes });
  return `${window}_c${x.shape[1]}_o${output.shape[1]}`;
}
