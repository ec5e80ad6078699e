import { ELEMENT_TYPES } from '../types.js';
import { comparisonOp } from './shared/elementwise.js';

export const equal = comparisonOp({
  name: 'equal',
  summary: 'Whether a equals b, elementwise, broadcasting: a bool. NaN equals nothing.',
  elements: ELEMENT_TYPES,
  holds: (a, b) => a === b,
});
