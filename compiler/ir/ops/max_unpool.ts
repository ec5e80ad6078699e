import type { OpDefinition } from '../op.js';
import type { MaxUnpoolAttributes } from './shared/max-unpooling.js';
import { maxUnpoolOp } from './shared/max-unpooling.js';

export const maxUnpool: OpDefinition<MaxUnpoolAttributes> = maxUnpoolOp('max_unpool', 2, [
  'input x: tensor(1, 1, 4, 4)',
  'largest, places = x -> max_pool(2, places = true)',
  'output y = largest -> max_unpool(places, 2)',
]);
