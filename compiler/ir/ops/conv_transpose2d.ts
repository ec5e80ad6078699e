import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import type { TransposedGeometry } from './shared/transposed-convolution.js';
import {
  evaluateTransposed,
  transposedArguments,
  transposedSurfaceArguments,
  transposedType,
  transposedWeight,
} from './shared/transposed-convolution.js';
import {
  requireWinograd,
  WINOGRAD_ARGUMENT,
  WINOGRAD_ATTRIBUTE,
  winogradLimit,
} from './shared/winograd-limit.js';

export interface ConvTranspose2dAttributes extends Attributes, TransposedGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly output_padding: readonly number[];
  readonly groups: number;
  readonly winograd: number;
}

export const convTranspose2d: OpDefinition<ConvTranspose2dAttributes> = {
  name: 'conv_transpose2d',
  summary:
    'Transposed convolution (Zeiler et al. 2010): the gradient of conv2d by its input. Every input ' +
    'sample paints the kernel, scaled by itself, into the output, and what overlaps is summed: ' +
    'y[n, g·O + o, r·s + ky·d − p, c·s + kx·d − p] += x[n,i,r,c] · w[i,o,ky,kx], plus b. Input ' +
    '[N,C,H,W], weight [C,O/groups,kh,kw], bias [O]; output ' +
    '[N,O,(H − 1)s − pads + d(kh − 1) + 1 + output_padding, …]. Of i32, all of them, it is modulo 2³².',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'weight', elements: ARITHMETIC },
    { name: 'bias', elements: ARITHMETIC, optional: true },
  ],
  attributes: {
    strides: { kind: 'integers', doc: 'vertical and horizontal distance of what is painted' },
    dilations: { kind: 'integers', doc: 'distance between the taps of the kernel' },
    pads: {
      kind: 'integers',
      doc: 'rows and columns taken off the output: top, left, bottom, right',
    },
    output_padding: { kind: 'integers', doc: 'rows and columns more at the bottom and right' },
    groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
    winograd: WINOGRAD_ATTRIBUTE,
  },

  infer(inputs, { winograd, ...geometry }) {
    requireWinograd('conv_transpose2d', winograd);
    return [transposedType('conv_transpose2d', 2, inputs, geometry)];
  },

  evaluate: evaluateTransposed,

  macs([x, weight]) {
    const [batch, , height, width] = x.shape;
    return batch * height * width * weight.shape.reduce((product, extent) => product * extent, 1);
  },

  // s outputs lie between neighbours of the input, so d(k − 1) of them span d(k − 1)/s inputs.
  weight: (_inputs, { groups }) => transposedWeight(groups),
  scalarOperands: (_inputs, { groups }) => (groups === 1 ? [0] : []),

  window: ([, weight], { strides, dilations }) => ({
    kernel: weight.shape
      .slice(2)
      .map((taps, axis) => Math.floor((dilations[axis] * (taps - 1)) / strides[axis]) + 1),
    stride: strides.map((stride) => 1 / stride),
    dilation: [1, 1],
  }),

  surface: {
    name: 'conv_transpose',
    family: 'convolution',
    example: [
      'input x: tensor(1, 16, 8, 8)',
      'output y = x -> conv_transpose(8, kernel = 4, stride = 2, padding = 1)',
    ],
    conventions:
      'Weights are [C,O/groups,kh,kw], and padding is taken off the output, as in PyTorch and ONNX. ' +
      'Keras has [kh,kw,O,C]; its padding = "same" is padding = (kernel − stride) / 2 here, where that ' +
      'is a whole number.',
    arguments: [...transposedSurfaceArguments(2), WINOGRAD_ARGUMENT],
    weights(args, inputs) {
      const { channels, weight: shape } = transposedArguments('conv_transpose', 2, args, inputs);
      const weight = { name: 'weight', shape };
      return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
    },
    attributes(args, inputs) {
      const { strides, dilations, pads, output_padding, groups } = transposedArguments(
        'conv_transpose',
        2,
        args,
        inputs,
      );
      const winograd = winogradLimit(args.winograd);
      return { strides, dilations, pads, output_padding, groups, winograd };
    },
  },
};
