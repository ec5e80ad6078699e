import { ELEMENT_TYPES } from '../types.js';
import { comparisonOp } from './shared/elementwise.js';

export const notEqual = comparisonOp({
  name: 'not_equal',
  summary:
    'Whether a and b differ, elementwise, broadcasting: a bool. NaN differs from everything, itself too.',
  elements: ELEMENT_TYPES,
  holds: (a, b) => a !== b,
});
