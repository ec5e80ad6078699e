import { comparisonOp } from './shared/elementwise.js';

export const logicalXor = comparisonOp({
  name: 'logical_xor',
  summary: 'Whether just one of a and b is true: a bool, elementwise, broadcasting.',
  elements: ['bool'],
  holds: (a, b) => a !== b,
});
