import { reductionOp } from './shared/reduction.js';

export const reduceSum = reductionOp({
  name: 'reduce_sum',
  summary: 'The sum along some axes: y = Σ x. Of i32 it is modulo 2³².',
  elements: ['f32', 'i32'],
  reduce: (elements, type) =>
    elements.reduce((sum, x) => (type === 'i32' ? (sum + x) | 0 : sum + x), 0),
});
