import type { OpDefinition } from '../op.js';
import type { MaxPoolAttributes } from './shared/max-pooling.js';
import { maxPoolOp } from './shared/max-pooling.js';

export const maxPool: OpDefinition<MaxPoolAttributes> = {
  ...maxPoolOp('max_pool', 2, ['input x: tensor(1, 1, 4, 4)', 'output y = x -> max_pool(2)']),
  pooling: ({ kernel, strides, dilations, pads, places }) =>
    places ? undefined : { kernel, strides, dilations, pads },
};
