import { comparisonOp } from './shared/elementwise.js';

export const less = comparisonOp({
  name: 'less',
  summary:
    'Elementwise whether a is less than b, with broadcasting: a bool. False where either is NaN.',
  elements: ['f32', 'i32', 'u8'],
  holds: (a, b) => a < b,
});
