import { binary, set, unary, use } from '../../lower/loops/build-loops.js';
import { add, constant, local, mul, polynomial, sub, wherePositive } from './four-lanes.js';
import type { MathFunction } from './math-function.js';

const x = local('x');

const ERF_IS_POLYNOMIAL = 7 / 8;

/**
 * erf x = x + x·p(x²) for |x| ≤ 7/8 and elsewhere ±(1 − e^(−h)), h = |x|·q(|x|) = −ln erfc |x|, both of
 * degree 5 and found by Lawson's algorithm. What e^(−h) is off by is a small part of the result. It
 * vanishes beside 1 no later than where the f32 nearest to erf is ±1, from 3.91921 on. Error at most 1.6
 * ulp over all floats.
 */
export const ERF = ((): MathFunction => {
  const magnitude = local('magnitude');
  const square = local('square');
  const fourth = local('fourth');
  const small = local('small');
  const large = local('large');
  return {
    name: 'erf',
    parameters: [x],
    body: [
      set(magnitude, binary('min', unary('abs', use(x)), constant(4))),
      set(square, mul(use(x), use(x))),
      set(fourth, mul(use(square), use(square))),
      set(
        small,
        polynomial(
          square,
          fourth,
          [
            1.28379157e-1, -3.76125505e-1, 1.12824555e-1, -2.67914667e-2, 5.03218609e-3,
            -6.20327758e-4,
          ],
        ),
      ),
      set(small, add(use(x), mul(use(x), use(small)))),
      set(square, mul(use(magnitude), use(magnitude))),
      set(
        large,
        polynomial(
          magnitude,
          square,
          [1.12837319, 6.36263822e-1, 1.0444147e-1, -2.22906936e-2, 3.00259001e-3, -1.84805513e-4],
        ),
      ),
      set(large, unary('exp', unary('neg', mul(use(magnitude), use(large))))),
      set(large, sub(constant(1), use(large))),
    ],
    result: wherePositive(
      sub(use(magnitude), constant(ERF_IS_POLYNOMIAL)),
      wherePositive(use(x), use(large), unary('neg', use(large))),
      use(small),
    ),
  };
})();
