import { binaryOp } from './shared/elementwise.js';

export const div = binaryOp({
  name: 'div',
  summary: 'Elementwise quotient a / b with broadcasting; written `a / b` or `div(a, b)`.',
  scalar: (a, b) => a / b,
});
