import { comparisonOp } from './shared/elementwise.js';

export const logicalOr = comparisonOp({
  name: 'logical_or',
  summary: 'Whether a or b or both are true, elementwise, broadcasting: a bool.',
  elements: ['bool'],
  holds: (a, b) => a !== 0 || b !== 0,
});
