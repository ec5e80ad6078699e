import type { OpDefinition } from '../op.js';
import type { AvgPoolAttributes } from './shared/avg-pooling.js';
import { avgPoolOp } from './shared/avg-pooling.js';
import { undilated } from './shared/pooling.js';

export const avgPool: OpDefinition<AvgPoolAttributes> = {
  ...avgPoolOp('avg_pool', 2, ['input x: tensor(1, 1, 4, 4)', 'output y = x -> avg_pool(2)']),
  pooling: ({ kernel, strides, pads }) => ({ kernel, strides, dilations: undilated(2), pads }),
};
