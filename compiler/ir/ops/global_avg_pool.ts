import { globalPoolingOp } from './shared/global_pooling.js';

export const globalAvgPool = globalPoolingOp({
  name: 'global_avg_pool',
  summary: 'The mean of each channel: [N,C,H,W] → [N,C,1,1].',
  reduce(area, element) {
    let sum = 0;
    for (let index = 0; index < area; index++) sum += element(index);
    return sum / area;
  },
});
