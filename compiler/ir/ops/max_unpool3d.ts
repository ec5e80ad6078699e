import type { OpDefinition } from '../op.js';
import type { MaxUnpoolAttributes } from './shared/max-unpooling.js';
import { maxUnpoolOp } from './shared/max-unpooling.js';

export const maxUnpool3d: OpDefinition<MaxUnpoolAttributes> = {
  ...maxUnpoolOp('max_unpool3d', 3, [
    'input x: tensor(1, 1, 2, 4, 4)',
    'largest, places = x -> max_pool3d(2, places = true)',
    'output y = largest -> max_unpool3d(places, 2)',
  ]),
  featureMap: true,
};
