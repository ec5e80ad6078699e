import type { OpDefinition } from '../op.js';
import type { AvgPoolAttributes } from './shared/avg-pooling.js';
import { avgPoolOp } from './shared/avg-pooling.js';

export const avgPool3d: OpDefinition<AvgPoolAttributes> = {
  ...avgPoolOp('avg_pool3d', 3, [
    'input x: tensor(1, 1, 4, 4, 4)',
    'output y = x -> avg_pool3d([1, 2, 2])',
  ]),
  featureMap: true,
};
