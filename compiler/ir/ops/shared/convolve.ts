import type { OpDefinition } from '../../op.js';
import type { Attributes } from '../../graph.js';
import { zeros } from '../../tensor.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { ARITHMETIC, multiplyAdd } from './arithmetic.js';
import type { ConvolutionGeometry } from './convolution.js';
import {
  convolutionArguments,
  convolutionSurfaceArguments,
  convolutionType,
  convolutionWeight,
} from './convolution.js';
import type { SpatialRank } from './space.js';
import { spaceOf } from './space.js';
import { forEachTap } from './window.js';

export interface ConvolutionAttributes extends Attributes, ConvolutionGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly groups: number;
}

/** Builds the definition of a convolution over rows or volumes; that of pictures has more to it. */
export function convolutionOp(options: {
  readonly name: string;
  readonly rank: SpatialRank;
  readonly summary: string;
  readonly conventions: string;
  readonly example: readonly string[];
}): OpDefinition<ConvolutionAttributes> & {
  readonly surface: NonNullable<OpDefinition<ConvolutionAttributes>['surface']>;
} {
  const { name, rank, summary, conventions, example } = options;
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
      strides: { kind: 'integers', doc: `step of the window: ${along}` },
      dilations: { kind: 'integers', doc: `distance between the taps of the kernel: ${along}` },
      pads: { kind: 'integers', doc: `zeros before the input (${along}), then behind it` },
      groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
    },

    infer: (inputs, attributes) => [convolutionType(name, rank, inputs, attributes)],

    evaluate([x, weight, bias], { groups, ...geometry }, [type]) {
      const y = zeros(type);
      const add = multiplyAdd(type.element);
      const [, channels, ...picture] = x.shape;
      const [outputs, inputsPerGroup, ...kernel] = weight.shape;
      const [area, taps] = [elementCount(picture), elementCount(kernel)];
      const { strides, dilations, pads } = geometry;
      const window = { kernel, strides, dilations, pads };
      forEachElement(type.shape, ([n, o, ...position], at) => {
        const first = Math.floor(o / (outputs / groups)) * inputsPerGroup;
        let sum = bias === undefined ? 0 : read(bias, o);
        for (let i = 0; i < inputsPerGroup; i++) {
          const map = (n * channels + first + i) * area;
          const filter = (o * inputsPerGroup + i) * taps;
          forEachTap(window, picture, position, (place, tap) => {
            sum = add(sum, read(x, map + place), read(weight, filter + tap));
          });
        }
        write(y, at, sum);
      });
      return [y];
    },

    macs: ([, weight], _attributes, [y]) =>
      elementCount(y.shape) * elementCount(weight.shape.slice(1)),

    window: ([, weight], { strides, dilations }) => ({
      kernel: weight.shape.slice(2),
      stride: strides,
      dilation: dilations,
    }),

    weight: (_inputs, { groups, pads }) => convolutionWeight(groups, pads),
    // With several groups a vector of outputs may span two of them and reads two channels at once.
    scalarOperands: (_inputs, { groups }) => (groups === 1 ? [0] : []),
    zeroPadded: true,

    surface: {
      name,
      family: 'convolution',
      example,
      conventions,
      arguments: convolutionSurfaceArguments(rank),
      weights(args, inputs) {
        const { channels, inputsPerGroup, kernel } = convolutionArguments(name, rank, args, inputs);
        const weight = { name: 'weight', shape: [channels, inputsPerGroup, ...kernel] };
        return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
      },
      attributes(args, inputs) {
        const { strides, dilations, pads, groups } = convolutionArguments(name, rank, args, inputs);
        return { strides, dilations, pads, groups };
      },
    },
  };
}
