import type { ConvolutionAttributes } from '../../../ir/ops/shared/convolve.js';
import type { Compute } from '../../formulas/compute.js';
import { binary, read, result } from '../../formulas/compute.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { LoweringInput } from '../../lowering.js';
import { outputAxes } from '../../lowering.js';
import { windowBounds, windowName, windowTaps } from './window.js';

/**
 * y[n,o,y,x] = Σ over ky, kx, i of x[n, g·I + i, y·s + ky·d − p, x·s + kx·d − p] · w[o,i,ky,kx], with as many
 * spatial axes as the weight has. With groups the output channel is split into group g and channel within it,
 * so that every index stays linear.
 */
export function convolution({
  inputs,
  output,
  attributes,
}: LoweringInput<ConvolutionAttributes>): Compute {
  const [, weight, bias] = inputs;
  const [outputs, inputsPerGroup, ...kernel] = weight.shape;
  const [n, o, ...spots] = outputAxes(output);
  const { groups } = attributes;
  const group = variable('g', groups);
  const within = groups === 1 ? o : variable('o', outputs / groups);
  const g = toIndex(groups === 1 ? 0 : group);
  const channel = add(scale(g, outputs / groups), within);
  const taps = windowTaps(kernel);
  const i = variable('i', inputsPerGroup);
  const bounds = windowBounds(attributes, inputs[0].shape, spots, taps);
  const source = bounds.map(({ index }) => index);
  const sum = result('sum');
  return {
    axes: [n, group, within, ...spots],
    output: [n, channel, ...spots].map(toIndex),
    reductions: [
      {
        name: 'sum',
        axes: [...taps, i],
        combine: 'sum',
        body: binary(
          'mul',
          read(0, [toIndex(n), add(scale(g, inputsPerGroup), i), ...source]),
          read(1, [channel, i, ...taps].map(toIndex)),
        ),
        domain: bounds,
      },
    ],
    intermediates: [],
    value: bias === undefined ? sum : binary('add', sum, read(2, [channel])),
  };
}

/** `5x5s2_c16_o32`: kernel, stride, input and output channels. */
export function convolutionName({
  inputs: [x, weight],
  output,
  attributes,
}: LoweringInput<Pick<ConvolutionAttributes, 'strides' | 'dilations'>>): string {
  const window = windowName({ kernel: weight.shape.slice(2), ...attributes });
  return `${window}_c${x.shape[1]}_o${output.shape[1]}`;
}
