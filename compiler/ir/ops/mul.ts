import { binaryOp } from './shared/elementwise.js';

export const mul = binaryOp({
  name: 'mul',
  summary: 'Elementwise product a · b with broadcasting; written `a * b` or `mul(a, b)`.',
  scalar: (a, b) => a * b,
  integer: Math.imul,
  magnitude: ([a, b]) => a * b,
});
