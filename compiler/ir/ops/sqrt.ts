import { plainSurface, unaryOp } from './shared/elementwise.js';

export const sqrt = unaryOp({
  name: 'sqrt',
  summary: 'Square root: y = √x. NaN below 0, and −0 stays.',
  scalar: (x) => Math.sqrt(x),
  surface: {
    ...plainSurface('sqrt', 'arithmetic'),
    example: ['input x: tensor(1, 5)', 'output y = abs(x) -> sqrt'],
  },
});
