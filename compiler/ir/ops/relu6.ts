import { plainSurface, unaryOp } from './shared/elementwise.js';

export const relu6 = unaryOp({
  name: 'relu6',
  summary: 'Rectified linear unit with a ceiling (Krizhevsky 2010): y = min(max(0, x), 6).',
  scalar: (x) => Math.min(Math.max(0, x), 6),
  magnitude: ([x]) => Math.min(x, 6),
  surface: plainSurface('relu6', 'activation'),
});
