import type { OpDefinition } from '../op.js';
import type { MaxPoolAttributes } from './shared/max-pooling.js';
import { maxPoolOp } from './shared/max-pooling.js';
import { geometryOfRow } from './shared/row.js';

export const maxPool1d: OpDefinition<MaxPoolAttributes> = {
  ...maxPoolOp('max_pool1d', 1, ['input x: tensor(1, 1, 8)', 'output y = x -> max_pool1d(2)']),
  asPicture: ({ kernel, ceil_mode, places, ...window }) => ({
    op: 'max_pool',
    attributes: { kernel: [1, ...kernel], ...geometryOfRow(window), ceil_mode, places },
  }),
};
