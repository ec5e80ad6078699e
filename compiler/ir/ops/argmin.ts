import { extremePosition } from './shared/extreme-position.js';

export const argmin = extremePosition(
  'argmin',
  -1,
  'Where along an axis the smallest element is: y = min { i : x_i = min_j x_j }, the first of equal ' +
    'ones, counted from 0.',
);
