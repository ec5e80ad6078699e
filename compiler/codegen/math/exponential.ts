import { set, unary, use } from '../../lower/loops/build-loops.js';
import type { Local, Statement } from '../../lower/loops/loop-ir.js';
import {
  add,
  clamp,
  constant,
  div,
  local,
  mul,
  polynomial,
  sub,
  where,
  wherePositive,
} from './four-lanes.js';
import { LN2_HEAD, LN2_REST } from './ln2.js';
import type { MathFunction } from './math-function.js';

const x = local('x');

/** Of (eʳ − 1 − r) / r². */
export const EXP_COEFFICIENTS = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
  1.98756915e-4,
];

/** n = round(of / ln 2) and r = of − n·ln 2. */
function reduced(of: Local, n: Local, r: Local): Statement[] {
  const rest = sub(use(of), mul(use(n), constant(LN2_HEAD)));
  return [
    set(n, unary('round', mul(use(of), constant(Math.LOG2E)))),
    set(r, sub(rest, mul(use(n), constant(LN2_REST)))),
  ];
}

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and r = x − n·ln 2, |r| ≤ ln 2 / 2; ln 2 in two parts so that
 * n·ln 2 loses nothing (Cody & Waite). The polynomial for eʳ is that of the Cephes library's expf
 * (S. L. Moshier); error at most 1.1 ulp. 2ⁿ is applied in two halves, because n itself may lie
 * outside the exponents of f32: above 88.73 the result is ∞, far below −87.3 it reaches 0.
 */
export const EXP = ((): MathFunction => {
  const clamped = local('clamped');
  const n = local('n');
  const r = local('r');
  const square = local('square');
  const power = local('power');
  const half = local('half');
  return {
    name: 'exp',
    parameters: [x],
    body: [
      set(clamped, clamp(use(x), -104, 89)),
      ...reduced(clamped, n, r),
      set(square, mul(use(r), use(r))),
      set(power, polynomial(r, square, EXP_COEFFICIENTS)),
      set(power, add(add(mul(use(square), use(power)), use(r)), constant(1))),
      set(half, unary('floor', mul(use(n), constant(0.5)))),
    ],
    result: mul(
      mul(use(power), unary('exp2-integer', use(half))),
      unary('exp2-integer', sub(use(n), use(half))),
    ),
  };
})();

/**
 * eˣ − 1 = 2ⁿ·q + (2ⁿ − 1) with q = eʳ − 1, n and r as for eˣ, so that for small x, where n = 0, nothing is
 * lost. 2ⁿ is a · b and the second factor comes last, since 2¹²⁸ is no f32: (q·b + (b − 1/a)) · a. Error at
 * most 1.7 ulp.
 */
export const EXPM1 = ((): MathFunction => {
  const clamped = local('clamped');
  const n = local('n');
  const r = local('r');
  const square = local('square');
  const less = local('less');
  const half = local('half');
  const rest = local('rest');
  return {
    name: 'expm1',
    parameters: [x],
    body: [
      // Below, e^x is nothing beside 1.
      set(clamped, clamp(use(x), -30, 89)),
      ...reduced(clamped, n, r),
      set(square, mul(use(r), use(r))),
      set(less, add(use(r), mul(use(square), polynomial(r, square, EXP_COEFFICIENTS)))),
      set(half, unary('floor', mul(use(n), constant(0.5)))),
      set(rest, unary('exp2-integer', sub(use(n), use(half)))),
      set(
        rest,
        add(
          mul(use(less), use(rest)),
          sub(use(rest), unary('exp2-integer', unary('neg', use(half)))),
        ),
      ),
    ],
    // −0 stays.
    result: where(use(x), 'eq', 0, use(x), mul(use(rest), unary('exp2-integer', use(half)))),
  };
})();

/**
 * With e = exp(−|x|), which can't overflow: 1 / (1 + e) for x > 0 and e / (1 + e) elsewhere. Error at
 * most 4 ulp.
 */
export const SIGMOID = ((): MathFunction => {
  const e = local('e');
  const positive = local('positive');
  return {
    name: 'sigmoid',
    parameters: [x],
    body: [
      set(e, unary('exp', unary('neg', unary('abs', use(x))))),
      set(positive, div(constant(1), add(constant(1), use(e)))),
    ],
    result: wherePositive(use(x), use(positive), mul(use(e), use(positive))),
  };
})();
