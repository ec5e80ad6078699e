import { plainSurface, unaryOp } from './shared/elementwise.js';

export const relu = unaryOp({
  name: 'relu',
  summary: 'Rectified linear unit: y = max(0, x).',
  scalar: (x) => Math.max(0, x),
  surface: plainSurface('relu', 'activation'),
});
