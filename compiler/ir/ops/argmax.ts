import { extremePosition } from './shared/extreme-position.js';

export const argmax = extremePosition(
  'argmax',
  1,
  'Where along an axis the largest element is: y = min { i : x_i = max_j x_j }, the first of equal ' +
    'ones, counted from 0.',
);
