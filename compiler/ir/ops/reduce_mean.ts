import { largestOperand } from './shared/magnitude.js';
import { reductionOp } from './shared/reduction.js';

export const reduceMean = reductionOp({
  name: 'reduce_mean',
  summary: 'The mean along some axes: y = Σ x / n for n elements.',
  reduce: (elements) => elements.reduce((sum, x) => sum + x, 0) / elements.length,
  magnitude: largestOperand,
});
