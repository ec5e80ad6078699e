import { plainSurface, unaryOp } from './shared/elementwise.js';

export const abs = unaryOp({
  name: 'abs',
  summary: 'Distance from zero: y = |x|. Of i32, that of −2³¹ wraps around and is −2³¹.',
  scalar: (x) => Math.abs(x),
  integer: (x) => Math.abs(x) | 0,
  magnitude: ([x]) => x,
  surface: plainSurface('abs', 'arithmetic'),
});
