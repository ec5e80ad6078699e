import { set, use } from '../../lower/loops/build-loops.js';
import { clamp, div, local, mul, polynomial } from './four-lanes.js';
import type { MathFunction } from './math-function.js';

const x = local('x');

/**
 * tanh x = x · P(x²) / Q(x²), P and Q of degree 4 with P(0) = Q(0) = 1: the best such quotient on 0 … 7.9,
 * found by Lawson's algorithm, then moved by units in the last place to where f32 arithmetic errs least.
 * Beyond it goes on growing, so that it is cut off at ±1, from 8.43 on and not only from 9.01091, where
 * the f32 nearest to tanh is ±1; it is above 1 there by twenty units, so that it doesn't matter how a
 * target rounds. Small x come out as they are. Error at most 5.5 ulp over all floats, 0.8 in the mean,
 * and largest where the result nears ±1.
 */
export const TANH = ((): MathFunction => {
  const clamped = local('clamped');
  const square = local('square');
  const fourth = local('fourth');
  const numerator = local('numerator');
  const denominator = local('denominator');
  return {
    name: 'tanh',
    parameters: [x],
    body: [
      set(clamped, clamp(use(x), -9.5, 9.5)),
      set(square, mul(use(clamped), use(clamped))),
      set(fourth, mul(use(square), use(square))),
      set(
        numerator,
        polynomial(square, fourth, [1, 1.34528622e-1, 3.58164404e-3, 2.20669208e-5, 1.54897961e-8]),
      ),
      set(
        denominator,
        polynomial(square, fourth, [1, 4.67861921e-1, 2.6202349e-2, 3.42798332e-4, 8.6237111e-7]),
      ),
    ],
    result: clamp(div(mul(use(clamped), use(numerator)), use(denominator)), -1, 1),
  };
})();
