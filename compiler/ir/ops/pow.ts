import { binaryOp } from './shared/elementwise.js';
import { power } from './shared/power.js';

export const pow = binaryOp({
  name: 'pow',
  summary:
    'Elementwise power a^b with broadcasting; written `a ** b` or `pow(a, b)`. NaN where a is negative and b no ' +
    'whole number; 1 where b is 0 or a is 1, be the other NaN. Squares, cubes, roots and their reciprocals, with b ' +
    'a number in the source, are products, roots and quotients.',
  scalar: power,
  conventions:
    'As in C, NumPy and JAX; PyTorch and NumPy take √a for b = 0.5, which is NaN at −∞ where this is ∞.',
});
