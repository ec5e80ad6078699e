import type { OpDefinition } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import type { PoolingAttributes } from './pooling.js';
import {
  pooledType,
  poolingAttributes,
  poolingSchema,
  poolingSurfaceArguments,
} from './pooling.js';
import type { SpatialRank } from './space.js';
import { spaceOf } from './space.js';
import { spatialArgument } from './spatial-arguments.js';
import { forEachTap } from './window.js';

export interface LpPoolAttributes extends PoolingAttributes {
  readonly dilations: readonly number[];
  readonly p: number;
}

/** Builds the definition of pooling to the lengths of windows over `rank` spatial axes. */
export function lpPoolOp(
  name: string,
  rank: SpatialRank,
  example: readonly string[],
): OpDefinition<LpPoolAttributes> {
  return {
    name,
    summary:
      'The length of each window as a vector: √Σx² for p = 2, Σ|x| for p = 1, padding being zero. Output extents ' +
      `as for max_pool. Input and output [${spaceOf(rank).axes.join(',')}].`,
    inputs: [{ name: 'x' }],
    attributes: {
      ...poolingSchema(rank),
      dilations: { kind: 'integers', doc: 'distance between the taps of the window' },
      p: { kind: 'integer', doc: 'which length: 2, or 1 for the sum of magnitudes' },
    },

    infer([x], attributes) {
      const { p } = attributes;
      if (p !== 1 && p !== 2) {
        throw new ShapeError('p', `${name} takes lengths with p of 1 or 2, but ${p} was given`, {
          argument: 'p',
        });
      }
      return [pooledType(name, rank, x, attributes)];
    },

    evaluate([x], attributes, [type]) {
      const y = zeros(type);
      const [, channels, ...picture] = x.shape;
      const area = elementCount(picture);
      forEachElement(type.shape, ([n, c, ...position], at) => {
        let sum = 0;
        forEachTap(attributes, picture, position, (place) => {
          sum += Math.abs(read(x, (n * channels + c) * area + place)) ** attributes.p;
        });
        write(y, at, sum ** (1 / attributes.p));
      });
      return [y];
    },

    window: (_inputs, { kernel, strides, dilations }) => ({
      kernel,
      stride: strides,
      dilation: dilations,
    }),

    surface: {
      name,
      family: 'pooling',
      example,
      conventions:
        'Magnitudes are taken as in ONNX; PyTorch has Σx where p is 1. A window that hangs over the end is as ' +
        'long as what it has, as in ONNX; PyTorch takes that for the part of a longer one.',
      arguments: [
        ...poolingSurfaceArguments(rank),
        { ...spatialArgument(rank), name: 'dilation', default: 1, doc: 'distance between taps' },
        {
          name: 'p',
          kind: 'integer',
          default: 2,
          doc: 'which length: 2, or 1 for the sum of magnitudes',
        },
      ],
      attributes: (args, inputs) => ({
        ...poolingAttributes(name, rank, args, inputs),
        p: args.p as number,
      }),
    },
  };
}
