import type { OpDefinition } from '../op.js';
import type { MaxPoolAttributes } from './shared/max-pooling.js';
import { maxPoolOp } from './shared/max-pooling.js';

export const maxPool3d: OpDefinition<MaxPoolAttributes> = {
  ...maxPoolOp('max_pool3d', 3, [
    'input x: tensor(1, 1, 4, 4, 4)',
    'output y = x -> max_pool3d([1, 2, 2])',
  ]),
  featureMap: true,
};
