import { plainSurface, unaryOp } from './shared/elementwise.js';
import { erf as errorFunction } from './shared/erf.js';

export const erf = unaryOp({
  name: 'erf',
  summary: 'Error function: y = 2/√π · ∫₀ˣ e^(−t²) dt.',
  scalar: errorFunction,
  magnitude: ([x]) => errorFunction(x),
  surface: plainSurface('erf', 'activation'),
});
