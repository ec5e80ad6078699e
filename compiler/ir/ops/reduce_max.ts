import { largestOperand } from './shared/magnitude.js';
import { reductionOp } from './shared/reduction.js';

export const reduceMax = reductionOp({
  name: 'reduce_max',
  summary: 'The largest element along some axes: y = max x. NaN where any of them is.',
  elements: ['f32', 'i32'],
  reduce: (elements) => elements.reduce((largest, x) => Math.max(largest, x), -Infinity),
  magnitude: largestOperand,
});
