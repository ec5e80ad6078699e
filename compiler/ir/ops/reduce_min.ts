import { largestOperand } from './shared/magnitude.js';
import { reductionOp } from './shared/reduction.js';

export const reduceMin = reductionOp({
  name: 'reduce_min',
  summary: 'The smallest element along some axes: y = min x. NaN where any of them is.',
  elements: ['f32', 'i32'],
  reduce: (elements) => elements.reduce((smallest, x) => Math.min(smallest, x), Infinity),
  magnitude: largestOperand,
});
