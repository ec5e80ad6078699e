import { comparisonOp } from './shared/elementwise.js';

export const greater = comparisonOp({
  name: 'greater',
  summary:
    'Whether a is greater than b, elementwise, broadcasting: a bool. False where either is NaN.',
  elements: ['f32', 'i32', 'u8'],
  holds: (a, b) => a > b,
});
