import { binaryOp } from './shared/elementwise.js';

export const add = binaryOp({
  name: 'add',
  summary: 'Elementwise sum a + b with broadcasting; written `a + b` or `add(a, b)`.',
  scalar: (a, b) => a + b,
  integer: (a, b) => (a + b) | 0,
  magnitude: ([a, b]) => a + b,
});
