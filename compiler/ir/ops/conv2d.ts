import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { read, read4, write } from './shared/access.js';
import { ARITHMETIC, multiplyAdd } from './shared/arithmetic.js';
import type { ConvolutionGeometry } from './shared/convolution.js';
import {
  convolutionArguments,
  convolutionSurfaceArguments,
  convolutionType,
  convolutionWeight,
} from './shared/convolution.js';
import {
  requireWinograd,
  WINOGRAD_ARGUMENT,
  WINOGRAD_ATTRIBUTE,
  winogradLimit,
} from './shared/winograd-limit.js';

export interface Conv2dAttributes extends Attributes, ConvolutionGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly groups: number;
  readonly winograd: number;
}

export const conv2d: OpDefinition<Conv2dAttributes> = {
  name: 'conv2d',
  summary:
    'Cross-correlation, what every framework calls convolution: ' +
    'y[n,o,r,c] = b[o] + Σ x[n, g·I + i, r·s + ky·d − p, c·s + kx·d − p] · w[o,i,ky,kx], ' +
    'x being zero outside the feature map. Input [N,C,H,W], weight [O,C/groups,kh,kw], bias [O]; ' +
    'output [N,O,⌊(H + pads − d(kh−1) − 1)/s⌋ + 1, …]. Of i32, all of them, it is modulo 2³².',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'weight', elements: ARITHMETIC },
    { name: 'bias', elements: ARITHMETIC, optional: true },
  ],
  attributes: {
    strides: { kind: 'integers', doc: 'vertical and horizontal step of the window' },
    dilations: { kind: 'integers', doc: 'distance between the taps of the kernel' },
    pads: { kind: 'integers', doc: 'rows and columns of zeros: top, left, bottom, right' },
    groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
    winograd: WINOGRAD_ATTRIBUTE,
  },

  infer(inputs, { groups, strides, dilations, pads, winograd }) {
    requireWinograd('conv2d', winograd);
    return [convolutionType('conv2d', 2, inputs, { strides, dilations, pads, groups })];
  },

  evaluate([x, weight, bias], { strides, dilations, pads, groups }, [type]) {
    const [, , height, width] = x.shape;
    const [outputs, inputsPerGroup, kernelHeight, kernelWidth] = weight.shape;
    const y = zeros(type);
    const add = multiplyAdd(type.element);
    const [batch, , rows, columns] = type.shape;
    const outputsPerGroup = outputs / groups;
    let at = 0;
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < outputs; o++) {
        const firstChannel = Math.floor(o / outputsPerGroup) * inputsPerGroup;
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            let sum = bias === undefined ? 0 : read(bias, o);
            for (let i = 0; i < inputsPerGroup; i++) {
              for (let ky = 0; ky < kernelHeight; ky++) {
                const inputRow = row * strides[0] + ky * dilations[0] - pads[0];
                if (inputRow < 0 || inputRow >= height) continue;
                for (let kx = 0; kx < kernelWidth; kx++) {
                  const inputColumn = column * strides[1] + kx * dilations[1] - pads[1];
                  if (inputColumn < 0 || inputColumn >= width) continue;
                  sum = add(
                    sum,
                    read4(x, n, firstChannel + i, inputRow, inputColumn),
                    read4(weight, o, i, ky, kx),
                  );
                }
              }
            }
            write(y, at++, sum);
          }
        }
      }
    }
    return [y];
  },

  macs([, weight], _attributes, [y]) {
    const [, inputsPerGroup, kernelHeight, kernelWidth] = weight.shape;
    const [batch, outputs, rows, columns] = y.shape;
    return batch * outputs * rows * columns * inputsPerGroup * kernelHeight * kernelWidth;
  },

  window([, weight], { strides, dilations }) {
    return { kernel: weight.shape.slice(2), stride: strides, dilation: dilations };
  },

  weight: (_inputs, { groups, pads }) => convolutionWeight(groups, pads),
  band: () => 'rows',
  // With several groups a vector of outputs may span two of them and reads two channels at once.
  scalarOperands: (_inputs, { groups }) => (groups === 1 ? [0] : []),
  zeroPadded: true,

  surface: {
    name: 'conv',
    family: 'convolution',
    example: [
      'input x: tensor(1, 3, 32, 32)',
      'output y = x -> conv(16, kernel = 3, stride = 2, padding = 1)',
    ],
    conventions:
      'Weights are [O,I,kh,kw] as in PyTorch and ONNX; Keras and Flax have [kh,kw,I,O]. ' +
      'padding = same puts the odd row and column at the bottom and right, as TensorFlow, Keras and ' +
      "ONNX's SAME_UPPER do; same_lower puts them at the top and left.",
    arguments: [...convolutionSurfaceArguments(2), WINOGRAD_ARGUMENT],
    weights(args, inputs) {
      const { channels, inputsPerGroup, kernel } = convolutionArguments('conv', 2, args, inputs);
      const weight = { name: 'weight', shape: [channels, inputsPerGroup, ...kernel] };
      return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
    },
    attributes(args, inputs) {
      const { strides, dilations, pads, groups } = convolutionArguments('conv', 2, args, inputs);
      return { strides, dilations, pads, groups, winograd: winogradLimit(args.winograd) };
    },
  },
};
