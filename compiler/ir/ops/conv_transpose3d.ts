import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { elementCount } from '../types.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import type { TransposedGeometry } from './shared/transposed-convolution.js';
import {
  evaluateTransposed,
  transposedArguments,
  transposedSurfaceArguments,
  transposedType,
  transposedWeight,
} from './shared/transposed-convolution.js';

export interface ConvTranspose3dAttributes extends Attributes, TransposedGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly output_padding: readonly number[];
  readonly groups: number;
}

export const convTranspose3d: OpDefinition<ConvTranspose3dAttributes> = {
  name: 'conv_transpose3d',
  summary:
    'Transposed convolution of volumes or of videos: every input sample paints the kernel, scaled by itself, ' +
    'into the output, and what overlaps is summed: y[n, g·O + o, z·s + kz·d − p, …] += x[n,i,z,r,c] · ' +
    'w[i,o,kz,ky,kx], plus b. Input [N,C,D,H,W], weight [C,O/groups,kd,kh,kw], bias [O]; output ' +
    '[N,O,(D − 1)s − pads + d(kd − 1) + 1 + output_padding, …].',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'weight', elements: ARITHMETIC },
    { name: 'bias', elements: ARITHMETIC, optional: true },
  ],
  attributes: {
    strides: { kind: 'integers', doc: 'distance of what is painted: depth, height, width' },
    dilations: { kind: 'integers', doc: 'distance between the taps of the kernel' },
    pads: {
      kind: 'integers',
      doc: 'samples taken off the output: front, top, left, back, bottom, right',
    },
    output_padding: { kind: 'integers', doc: 'samples more at the end of each axis' },
    groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
  },
  featureMap: true,

  infer: (inputs, attributes) => [transposedType('conv_transpose3d', 3, inputs, attributes)],

  evaluate: evaluateTransposed,

  macs: ([x, weight]) => x.shape[0] * elementCount(x.shape.slice(2)) * elementCount(weight.shape),

  weight: (_inputs, { groups }) => transposedWeight(groups),
  scalarOperands: (_inputs, { groups }) => (groups === 1 ? [0] : []),

  window: ([, weight], { strides, dilations }) => ({
    kernel: weight.shape
      .slice(2)
      .map((taps, axis) => Math.floor((dilations[axis] * (taps - 1)) / strides[axis]) + 1),
    stride: strides.map((stride) => 1 / stride),
    dilation: [1, 1, 1],
  }),

  surface: {
    name: 'conv_transpose3d',
    family: 'convolution',
    example: [
      'input x: tensor(1, 8, 4, 8, 8)',
      'output y = x -> conv_transpose3d(4, kernel = 4, stride = 2, padding = 1)',
    ],
    conventions:
      'Weights are [C,O/groups,kd,kh,kw], and padding is taken off the output, as in PyTorch and ONNX; Keras has ' +
      '[kd,kh,kw,O,C] and [N,D,H,W,C].',
    arguments: transposedSurfaceArguments(3),
    weights(args, inputs) {
      const { channels, weight: shape } = transposedArguments('conv_transpose3d', 3, args, inputs);
      const weight = { name: 'weight', shape };
      return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
    },
    attributes(args, inputs) {
      const { strides, dilations, pads, output_padding, groups } = transposedArguments(
        'conv_transpose3d',
        3,
        args,
        inputs,
      );
      return { strides, dilations, pads, output_padding, groups };
    },
  },
};
