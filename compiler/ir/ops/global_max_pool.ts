import { ARITHMETIC } from './shared/arithmetic.js';
import { globalPoolingOp } from './shared/global_pooling.js';

export const globalMaxPool = globalPoolingOp({
  name: 'global_max_pool',
  summary: 'The largest element of each channel: [N,C,H,W] → [N,C,1,1].',
  elements: ARITHMETIC,
  reduce(area, element) {
    let largest = -Infinity;
    for (let index = 0; index < area; index++) largest = Math.max(largest, element(index));
    return largest;
  },
});
