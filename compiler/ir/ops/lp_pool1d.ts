import type { OpDefinition } from '../op.js';
import type { LpPoolAttributes } from './shared/lp-pooling.js';
import { lpPoolOp } from './shared/lp-pooling.js';
import { geometryOfRow } from './shared/row.js';

export const lpPool1d: OpDefinition<LpPoolAttributes> = {
  ...lpPoolOp('lp_pool1d', 1, ['input x: tensor(1, 1, 8)', 'output y = x -> lp_pool1d(2)']),
  asPicture: ({ kernel, ceil_mode, p, ...window }) => ({
    op: 'lp_pool',
    attributes: { kernel: [1, ...kernel], ...geometryOfRow(window), ceil_mode, p },
  }),
};
