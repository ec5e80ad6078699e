import { reductionOp } from './shared/reduction.js';

export const reduceProduct = reductionOp({
  name: 'reduce_product',
  summary: 'The product along some axes: y = Π x. Of i32 it is modulo 2³².',
  elements: ['f32', 'i32'],
  reduce: (elements, type) =>
    elements.reduce((product, x) => (type === 'i32' ? Math.imul(product, x) : product * x), 1),
});
