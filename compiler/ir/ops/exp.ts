import { plainSurface, unaryOp } from './shared/elementwise.js';

export const exp = unaryOp({
  name: 'exp',
  summary: 'Exponential: y = e^x.',
  scalar: (x) => Math.exp(x),
  surface: plainSurface('exp', 'arithmetic'),
});
