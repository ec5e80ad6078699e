import { reductionOp } from './shared/reduction.js';

export const reduceL2 = reductionOp({
  name: 'reduce_l2',
  summary:
    'The length of a vector (Euclidean norm) along some axes: y = √Σ x². Squares that overflow do ' +
    'not matter.',
  reduce: (elements) => Math.sqrt(elements.reduce((sum, x) => sum + x * x, 0)),
});
