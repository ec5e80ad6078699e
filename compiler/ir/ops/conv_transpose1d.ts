import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { convTranspose2d } from './conv_transpose2d.js';
import { reshaped } from './shared/access.js';
import { geometryOfRow } from './shared/row.js';
import type { TransposedGeometry } from './shared/transposed-convolution.js';
import {
  transposedArguments,
  transposedSurfaceArguments,
  transposedType,
  transposedWeight,
} from './shared/transposed-convolution.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';

export interface ConvTranspose1dAttributes extends Attributes, TransposedGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly output_padding: readonly number[];
  readonly groups: number;
}

const ALONG = 'along the length';

export const convTranspose1d: OpDefinition<ConvTranspose1dAttributes> = {
  name: 'conv_transpose1d',
  summary:
    'Transposed convolution along one axis: every input sample paints the kernel, scaled by itself, into the ' +
    'output, and what overlaps is summed: y[n, g·O + o, t·s + k·d − p] += x[n,i,t] · w[i,o,k], plus b. Input ' +
    '[N,C,L], weight [C,O/groups,k], bias [O]; output [N,O,(L − 1)s − pads + d(k − 1) + 1 + output_padding]. ' +
    'It is computed as `conv_transpose` is of [N,C,1,L].',
  inputs: convTranspose2d.inputs,
  attributes: {
    strides: { kind: 'integers', doc: `distance of what is painted ${ALONG}` },
    dilations: { kind: 'integers', doc: `distance between the taps of the kernel ${ALONG}` },
    pads: { kind: 'integers', doc: 'samples taken off the output: before, after' },
    output_padding: { kind: 'integers', doc: `samples more at the end ${ALONG}` },
    groups: convTranspose2d.attributes.groups,
  },

  infer: (inputs, attributes) => [transposedType('conv_transpose1d', 1, inputs, attributes)],

  evaluate([x, weight, ...bias], attributes, [type]) {
    const asRow = (shape: readonly number[]) => shape.toSpliced(-1, 0, 1);
    const operands = [x, weight].map((each) => reshaped(each, asRow(each.shape)));
    const picture = { ...type, shape: asRow(type.shape) };
    const [y] = convTranspose2d.evaluate([...operands, ...bias], pictureOf(attributes), [picture]);
    return [reshaped(y, type.shape)];
  },

  macs([x, weight]) {
    const [batch, , length] = x.shape;
    return batch * length * weight.shape.reduce((product, extent) => product * extent, 1);
  },

  weight: (_inputs, { groups }) => transposedWeight(groups),

  window: ([, weight], { strides: [stride], dilations: [dilation] }) => ({
    kernel: [Math.floor((dilation * (weight.shape[2] - 1)) / stride) + 1],
    stride: [1 / stride],
    dilation: [1],
  }),

  asPicture: (attributes) => ({ op: 'conv_transpose2d', attributes: pictureOf(attributes) }),

  surface: {
    name: 'conv_transpose1d',
    family: 'convolution',
    example: [
      'input x: tensor(1, 16, 8)',
      'output y = x -> conv_transpose1d(8, kernel = 4, stride = 2, padding = 1)',
    ],
    conventions:
      'Weights are [C,O/groups,k], and padding is taken off the output, as in PyTorch and ONNX; Keras has ' +
      '[k,O,C] and [N,L,C].',
    arguments: transposedSurfaceArguments(1),
    weights(args, inputs) {
      const { channels, weight: shape } = transposedArguments('conv_transpose1d', 1, args, inputs);
      const weight = { name: 'weight', shape };
      return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
    },
    attributes(args, inputs) {
      const { strides, dilations, pads, output_padding, groups } = transposedArguments(
        'conv_transpose1d',
        1,
        args,
        inputs,
      );
      return { strides, dilations, pads, output_padding, groups };
    },
  },
};

function pictureOf({ groups, output_padding, ...geometry }: ConvTranspose1dAttributes) {
  return {
    ...geometryOfRow(geometry),
    output_padding: [0, ...output_padding],
    groups,
    winograd: LARGEST_TILE,
  };
}
