import { plainSurface, unaryOp } from './shared/elementwise.js';

export const floor = unaryOp({
  name: 'floor',
  summary: 'The largest whole number that is not above x.',
  scalar: (x) => Math.floor(x),
  magnitude: ([x]) => Math.ceil(x),
  surface: {
    ...plainSurface('floor', 'arithmetic'),
    example: ['input x: tensor(1, 5)', 'output y = x * 0.6 -> floor'],
  },
});
