import { comparisonOp } from './shared/elementwise.js';

export const lessEqual = comparisonOp({
  name: 'less_equal',
  summary: 'Whether a ≤ b, elementwise, broadcasting: a bool. False where either is NaN.',
  elements: ['f32', 'i32', 'u8'],
  holds: (a, b) => a <= b,
});
