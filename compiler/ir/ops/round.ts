import { plainSurface, unaryOp } from './shared/elementwise.js';
import { roundToEven } from './shared/round-to-even.js';

export const round = unaryOp({
  name: 'round',
  summary:
    'The nearest whole number, and of two the even one: 0.5 gives 0, and 1.5 and 2.5 give 2.',
  scalar: roundToEven,
  magnitude: ([x]) => Math.ceil(x),
  surface: {
    ...plainSurface('round', 'arithmetic'),
    example: ['input x: tensor(1, 5)', 'output y = x * 0.5 -> round'],
  },
});
