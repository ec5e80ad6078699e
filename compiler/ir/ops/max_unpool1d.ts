import type { OpDefinition } from '../op.js';
import type { MaxUnpoolAttributes } from './shared/max-unpooling.js';
import { maxUnpoolOp } from './shared/max-unpooling.js';

export const maxUnpool1d: OpDefinition<MaxUnpoolAttributes> = {
  ...maxUnpoolOp('max_unpool1d', 1, [
    'input x: tensor(1, 1, 8)',
    'largest, places = x -> max_pool1d(2, places = true)',
    'output y = largest -> max_unpool1d(places, 2)',
  ]),
  asPicture: ({ kernel, strides, pads: [before, after], size }) => ({
    op: 'max_unpool',
    attributes: {
      kernel: [1, ...kernel],
      strides: [1, ...strides],
      pads: [0, before, 0, after],
      size: [1, ...size],
    },
  }),
};
