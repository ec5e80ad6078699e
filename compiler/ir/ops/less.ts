import { comparisonOp } from './shared/elementwise.js';

export const less = comparisonOp({
  name: 'less',
  summary:
    'Whether a is less than b, elementwise, broadcasting: a bool. False where either is NaN.',
  elements: ['f32', 'i32', 'u8'],
  holds: (a, b) => a < b,
});
