import { plainSurface, unaryOp } from './shared/elementwise.js';

export const tanh = unaryOp({
  name: 'tanh',
  summary: 'Hyperbolic tangent: y = (e^x − e^−x) / (e^x + e^−x).',
  scalar: (x) => Math.tanh(x),
  magnitude: ([x]) => Math.tanh(x),
  surface: plainSurface('tanh', 'activation'),
});
