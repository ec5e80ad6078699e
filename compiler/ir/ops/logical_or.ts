import { comparisonOp } from './shared/elementwise.js';

export const logicalOr = comparisonOp({
  name: 'logical_or',
  summary: 'Whether any of a and b is true, elementwise, broadcasting: a bool.',
  elements: ['bool'],
  holds: (a, b) => a !== 0 || b !== 0,
});
