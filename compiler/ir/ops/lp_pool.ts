import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { forEachElement, read, write } from './shared/access.js';
import type { PoolingAttributes } from './shared/pooling.js';
import {
  pooledType,
  poolingAttributes,
  poolingSchema,
  poolingSurfaceArguments,
} from './shared/pooling.js';
import { forEachTap } from './shared/window.js';

export interface LpPoolAttributes extends PoolingAttributes {
  readonly dilations: readonly number[];
  readonly p: number;
}

export const lpPool: OpDefinition<LpPoolAttributes> = {
  name: 'lp_pool',
  summary:
    'The length of each window as a vector: √Σx² for p = 2, Σ|x| for p = 1, padding being zero. Output extents ' +
    'as for max_pool. Input and output [N,C,H,W].',
  inputs: [{ name: 'x' }],
  attributes: {
    ...poolingSchema(2),
    dilations: { kind: 'integers', doc: 'distance between the taps of the window' },
    p: { kind: 'integer', doc: 'which length: 2, or 1 for the sum of magnitudes' },
  },

  infer([x], attributes) {
    const { p } = attributes;
    if (p !== 1 && p !== 2) {
      throw new ShapeError('p', `lp_pool takes lengths with p of 1 or 2, but ${p} was given`, {
        argument: 'p',
      });
    }
    return [pooledType('lp_pool', 2, x, attributes)];
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

  pooling: ({ kernel, strides, dilations, pads }) => ({ kernel, strides, dilations, pads }),

  window: (_inputs, { kernel, strides, dilations }) => ({
    kernel,
    stride: strides,
    dilation: dilations,
  }),

  surface: {
    name: 'lp_pool',
    family: 'pooling',
    example: ['input x: tensor(1, 1, 4, 4)', 'output y = x -> lp_pool(2)'],
    conventions:
      'Magnitudes are taken as in ONNX; PyTorch has Σx where p is 1. A window that hangs over the end is as ' +
      'long as what it has, as in ONNX; PyTorch takes that for the part of a longer one.',
    arguments: [
      ...poolingSurfaceArguments(2),
      { name: 'dilation', kind: 'pair', default: 1, doc: 'distance between taps' },
      {
        name: 'p',
        kind: 'integer',
        default: 2,
        doc: 'which length: 2, or 1 for the sum of magnitudes',
      },
    ],
    attributes: (args, inputs) => ({
      ...poolingAttributes('lp_pool', 2, args, inputs),
      p: args.p as number,
    }),
  },
};
