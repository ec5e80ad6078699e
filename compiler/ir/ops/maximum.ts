import { binaryOp } from './shared/elementwise.js';
import { largestOperand } from './shared/magnitude.js';

export const maximum = binaryOp({
  name: 'maximum',
  summary:
    'Elementwise the larger of a and b, with broadcasting; NaN where either is. `maximum(x, 0)` is relu.',
  scalar: (a, b) => Math.max(a, b),
  integer: (a, b) => Math.max(a, b),
  magnitude: largestOperand,
});
