import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { conv2d } from './conv2d.js';
import type { ConvolutionGeometry } from './shared/convolution.js';
import { convolutionType, convolutionWeight } from './shared/convolution.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';

export interface DepthwiseConv2dAttributes extends Attributes, ConvolutionGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

export const depthwiseConv2d: OpDefinition<DepthwiseConv2dAttributes> = {
  name: 'depthwise_conv2d',
  summary:
    'A convolution with as many groups as input channels, so that nothing is summed over channels: ' +
    'y[n,o,r,c] = b[o] + Σ x[n, ⌊o/m⌋, r·s + ky·d − p, c·s + kx·d − p] · w[o,0,ky,kx]. ' +
    'Input [N,C,H,W], weight [C·m,1,kh,kw], bias [C·m]. Passes make it from a grouped conv2d.',
  inputs: conv2d.inputs,
  attributes: {
    strides: conv2d.attributes.strides,
    dilations: conv2d.attributes.dilations,
    pads: conv2d.attributes.pads,
  },

  infer(inputs, { strides, dilations, pads }) {
    const [x, weight] = inputs;
    if (weight.shape.length === 4 && weight.shape[1] !== 1) {
      throw new ShapeError(
        'channels',
        `the weight [${weight.shape.join(',')}] of depthwise_conv2d must read one channel per ` +
          `output, but reads ${weight.shape[1]}`,
        { input: 1 },
      );
    }
    const groups = x.shape[1];
    return [convolutionType('depthwise_conv2d', 2, inputs, { strides, dilations, pads, groups })];
  },

  evaluate: (inputs, attributes, outputs) =>
    conv2d.evaluate(
      inputs,
      { ...attributes, groups: inputs[0].shape[1], winograd: LARGEST_TILE },
      outputs,
    ),

  macs([, weight], _attributes, [y]) {
    const [, , kernelHeight, kernelWidth] = weight.shape;
    const [batch, channels, rows, columns] = y.shape;
    return batch * channels * rows * columns * kernelHeight * kernelWidth;
  },

  weight: ([x], { pads }) => convolutionWeight(x.shape[1], pads),
  band: () => 'rows',
  zeroPadded: true,

  window([, weight], { strides, dilations }) {
    return { kernel: weight.shape.slice(2), stride: strides, dilation: dilations };
  },
};
