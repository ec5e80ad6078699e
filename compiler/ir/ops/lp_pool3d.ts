import type { OpDefinition } from '../op.js';
import type { LpPoolAttributes } from './shared/lp-pooling.js';
import { lpPoolOp } from './shared/lp-pooling.js';

export const lpPool3d: OpDefinition<LpPoolAttributes> = {
  ...lpPoolOp('lp_pool3d', 3, [
    'input x: tensor(1, 1, 4, 4, 4)',
    'output y = x -> lp_pool3d([1, 2, 2])',
  ]),
  featureMap: true,
};
