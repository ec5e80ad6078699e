import type { OpDefinition } from '../op.js';
import type { AvgPoolAttributes } from './shared/avg-pooling.js';
import { avgPoolOp } from './shared/avg-pooling.js';

export const avgPool1d: OpDefinition<AvgPoolAttributes> = {
  ...avgPoolOp('avg_pool1d', 1, ['input x: tensor(1, 1, 8)', 'output y = x -> avg_pool1d(2)']),
  asPicture: ({ kernel, strides, pads: [before, after], ...counting }) => ({
    op: 'avg_pool',
    attributes: {
      kernel: [1, ...kernel],
      strides: [1, ...strides],
      pads: [0, before, 0, after],
      ...counting,
    },
  }),
};
