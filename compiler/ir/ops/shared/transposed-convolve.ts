import type { Attributes } from '../../graph.js';
import type { OpDefinition } from '../../op.js';
import { elementCount } from '../../types.js';
import { ARITHMETIC } from './arithmetic.js';
import { undilated } from './pooling.js';
import type { SpatialRank } from './space.js';
import { spaceOf } from './space.js';
import type { TransposedGeometry } from './transposed-convolution.js';
import {
  evaluateTransposed,
  transposedArguments,
  transposedSurfaceArguments,
  transposedType,
  transposedWeight,
} from './transposed-convolution.js';

export interface ConvTransposeAttributes extends Attributes, TransposedGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly output_padding: readonly number[];
  readonly groups: number;
}

/** Builds the definition of a transposed convolution over `rank` spatial axes; that of pictures adds to it. */
export function transposedConvolutionOp(options: {
  readonly name: string;
  /** What it is called in the language. */
  readonly call: string;
  readonly rank: SpatialRank;
  readonly summary: string;
  readonly conventions: string;
  readonly example: readonly string[];
}): Omit<OpDefinition<ConvTransposeAttributes>, 'withOutputs'> & {
  readonly surface: NonNullable<OpDefinition<ConvTransposeAttributes>['surface']>;
} {
  const { name, call, rank, summary, conventions, example } = options;
  const along = spaceOf(rank).spatial.join(', ');
  return {
    name,
    summary,
    inputs: [
      { name: 'x', elements: ARITHMETIC },
      { name: 'weight', elements: ARITHMETIC },
      { name: 'bias', elements: ARITHMETIC, optional: true },
    ],
    attributes: {
      strides: { kind: 'integers', doc: `distance of what is painted: ${along}` },
      dilations: { kind: 'integers', doc: `distance between the taps of the kernel: ${along}` },
      pads: {
        kind: 'integers',
        doc: `samples taken off before the output (${along}), then behind it`,
      },
      output_padding: { kind: 'integers', doc: `samples more at the end: ${along}` },
      groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
    },

    infer: (inputs, attributes) => [transposedType(name, rank, inputs, attributes)],

    evaluate: evaluateTransposed,

    macs: ([x, weight]) => x.shape[0] * elementCount(x.shape.slice(2)) * elementCount(weight.shape),

    weight: (_inputs, { groups }) => transposedWeight(groups),
    scalarOperands: (_inputs, { groups }) => (groups === 1 ? [0] : []),

    // s outputs lie between neighbours of the input, so d(k − 1) of them span d(k − 1)/s inputs.
    window: ([, weight], { strides, dilations }) => ({
      kernel: weight.shape
        .slice(2)
        .map((taps, axis) => Math.floor((dilations[axis] * (taps - 1)) / strides[axis]) + 1),
      stride: strides.map((stride) => 1 / stride),
      dilation: undilated(rank),
    }),

    surface: {
      name: call,
      family: 'convolution',
      example,
      conventions,
      arguments: transposedSurfaceArguments(rank),
      weights(args, inputs) {
        const { channels, weight: shape } = transposedArguments(call, rank, args, inputs);
        const weight = { name: 'weight', shape };
        return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
      },
      attributes(args, inputs) {
        const given = transposedArguments(call, rank, args, inputs);
        const { strides, dilations, pads, output_padding, groups } = given;
        return { strides, dilations, pads, output_padding, groups };
      },
    },
  };
}
