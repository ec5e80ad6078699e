import { plainSurface, unaryOp } from './shared/elementwise.js';

export const sign = unaryOp({
  name: 'sign',
  summary: '1 above 0, −1 below; zeros and NaN stay.',
  scalar: (x) => Math.sign(x),
  magnitude: () => 1,
  surface: plainSurface('sign', 'arithmetic'),
});
