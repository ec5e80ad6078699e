import { plainSurface, unaryOp } from './shared/elementwise.js';

export const neg = unaryOp({
  name: 'neg',
  summary:
    'The number with the other sign: y = −x, written `-x` or `neg(x)`. Of i32, that of −2³¹ wraps around and ' +
    'is −2³¹.',
  scalar: (x) => -x,
  integer: (x) => -x | 0,
  magnitude: ([x]) => x,
  surface: plainSurface('neg', 'arithmetic'),
});
