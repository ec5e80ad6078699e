import { plainSurface, unaryOp } from './shared/elementwise.js';

export const ceil = unaryOp({
  name: 'ceil',
  summary: 'The smallest whole number that is not below x.',
  scalar: (x) => Math.ceil(x),
  magnitude: ([x]) => Math.ceil(x),
  surface: {
    ...plainSurface('ceil', 'arithmetic'),
    example: ['input x: tensor(1, 5)', 'output y = x * 0.6 -> ceil'],
  },
});
