import { binaryOp } from './shared/elementwise.js';

export const sub = binaryOp({
  name: 'sub',
  summary: 'Elementwise difference a − b with broadcasting; written `a - b` or `sub(a, b)`.',
  scalar: (a, b) => a - b,
  integer: (a, b) => (a - b) | 0,
  magnitude: ([a, b]) => a + b,
});
