import { plainSurface, unaryOp } from './shared/elementwise.js';

export const expm1 = unaryOp({
  name: 'expm1',
  summary: 'Exponential less 1: y = e^x − 1, accurate for small x, too.',
  scalar: (x) => Math.expm1(x),
  surface: plainSurface('expm1', 'arithmetic'),
});
