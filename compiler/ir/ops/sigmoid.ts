import { plainSurface, unaryOp } from './shared/elementwise.js';

export const sigmoid = unaryOp({
  name: 'sigmoid',
  summary: 'Logistic function: y = 1 / (1 + e^−x).',
  scalar: (x) => 1 / (1 + Math.exp(-x)),
  magnitude: () => 1,
  surface: plainSurface('sigmoid', 'activation'),
});
