import { plainSurface, unaryOp } from './shared/elementwise.js';

export const log = unaryOp({
  name: 'log',
  summary: 'Natural logarithm: y = ln x. −∞ at 0, NaN below.',
  scalar: (x) => Math.log(x),
  surface: {
    ...plainSurface('log', 'arithmetic'),
    example: ['input x: tensor(1, 5)', 'output y = abs(x) -> log'],
  },
});
