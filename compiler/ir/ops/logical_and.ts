import { comparisonOp } from './shared/elementwise.js';

export const logicalAnd = comparisonOp({
  name: 'logical_and',
  summary: 'Whether a and b are both true, elementwise, broadcasting: a bool.',
  elements: ['bool'],
  holds: (a, b) => a !== 0 && b !== 0,
});
