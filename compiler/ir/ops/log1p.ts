import { plainSurface, unaryOp } from './shared/elementwise.js';

export const log1p = unaryOp({
  name: 'log1p',
  summary: 'Natural logarithm of 1 + x: y = ln (1 + x), accurate for small x, too.',
  scalar: (x) => Math.log1p(x),
  surface: plainSurface('log1p', 'arithmetic'),
});
