import { plainSurface, unaryOp } from './shared/elementwise.js';
import { largestOperand } from './shared/magnitude.js';

export const relu = unaryOp({
  name: 'relu',
  summary: 'Rectified linear unit: y = max(0, x).',
  scalar: (x) => Math.max(0, x),
  magnitude: largestOperand,
  surface: plainSurface('relu', 'activation'),
});
