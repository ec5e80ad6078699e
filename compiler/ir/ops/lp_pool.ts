import type { OpDefinition } from '../op.js';
import type { LpPoolAttributes } from './shared/lp-pooling.js';
import { lpPoolOp } from './shared/lp-pooling.js';

export const lpPool: OpDefinition<LpPoolAttributes> = {
  ...lpPoolOp('lp_pool', 2, ['input x: tensor(1, 1, 4, 4)', 'output y = x -> lp_pool(2)']),
  pooling: ({ kernel, strides, dilations, pads }) => ({ kernel, strides, dilations, pads }),
};
