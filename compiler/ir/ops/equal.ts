import { ELEMENT_TYPES } from '../types.js';
import { comparisonOp } from './shared/elementwise.js';

export const equal = comparisonOp({
  name: 'equal',
  summary: 'Elementwise whether a equals b, with broadcasting: a bool. NaN equals nothing.',
  elements: ELEMENT_TYPES,
  holds: (a, b) => a === b,
});
