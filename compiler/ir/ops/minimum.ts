import { binaryOp } from './shared/elementwise.js';
import { largestOperand } from './shared/magnitude.js';

export const minimum = binaryOp({
  name: 'minimum',
  summary: 'Elementwise the smaller of a and b, with broadcasting; NaN where either is.',
  scalar: (a, b) => Math.min(a, b),
  integer: (a, b) => Math.min(a, b),
  magnitude: largestOperand,
});
