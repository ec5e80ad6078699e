import { binary, set, unary, use } from '../../lower/loops/build-loops.js';
import type { Expression, Local, Statement } from '../../lower/loops/loop-ir.js';
import { add, constant, local, mul, polynomial, sub, where, wherePositive } from './four-lanes.js';
import { LN2_HEAD, LN2_REST } from './ln2.js';
import type { MathFunction } from './math-function.js';

const x = local('x');

/**
 * ln (1 + f) + n·ln 2 for √½ ≤ 1 + f < √2: f − f²/2 + f³·p(f), with the polynomial of the Cephes library's
 * logf (S. L. Moshier) and ln 2 in two parts, n times the first of which is exact.
 */
function logarithm(f: Local, n: Local): { readonly body: Statement[]; readonly value: Expression } {
  const square = local('square');
  const rest = local('rest');
  return {
    body: [
      set(square, mul(use(f), use(f))),
      set(rest, mul(mul(use(f), use(square)), polynomial(f, square, LOG_COEFFICIENTS))),
      set(rest, add(use(rest), mul(use(n), constant(LN2_REST)))),
      set(rest, sub(use(rest), mul(constant(0.5), use(square)))),
    ],
    value: add(add(use(f), use(rest)), mul(use(n), constant(LN2_HEAD))),
  };
}

const LOG_COEFFICIENTS = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1,
  -1.2420140846e-1, 1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
];

/** What a logarithm is where its operand is 0, below, ∞ or NaN; `value` elsewhere. */
const logarithmOf = (operand: Expression, value: Expression): Expression =>
  wherePositive(
    operand,
    where(operand, 'lt', Infinity, value, operand),
    where(operand, 'eq', 0, constant(-Infinity), constant(NaN)),
  );

/** ln x; denormal numbers are made normal first. Error at most 0.86 ulp over all floats. */
export const LOG = ((): MathFunction => {
  const scaled = local('scaled');
  const n = local('n');
  const f = local('f');
  const { body, value } = logarithm(f, n);
  const byDenormal = (then: Expression, otherwise: Expression): Expression =>
    where(use(x), 'lt', 2 ** -126, then, otherwise);
  return {
    name: 'log',
    parameters: [x],
    body: [
      set(scaled, byDenormal(mul(use(x), constant(2 ** 25)), use(x))),
      set(n, sub(unary('exponent', use(scaled)), byDenormal(constant(25), constant(0)))),
      set(f, sub(unary('significand', use(scaled)), constant(1))),
      ...body,
    ],
    result: logarithmOf(use(x), value),
  };
})();

/**
 * ln (1 + x). 1 + x is rounded, and only says n. Then 1 + f = 2⁻ⁿ·(1 + x), so f = 2⁻ⁿ·x + (2⁻ⁿ − 1), which
 * is exact where n ≤ 24, and x itself where n = 0; further up the 1 doesn't show. Error at most 1.4 ulp over
 * all floats.
 */
export const LOG1P = ((): MathFunction => {
  const sum = local('sum');
  const n = local('n');
  const power = local('power');
  const f = local('f');
  const { body, value } = logarithm(f, n);
  return {
    name: 'log1p',
    parameters: [x],
    body: [
      set(sum, add(use(x), constant(1))),
      set(n, unary('exponent', use(sum))),
      set(power, unary('exp2-integer', unary('neg', binary('min', use(n), constant(24))))),
      set(
        f,
        where(
          use(n),
          'gt',
          24,
          sub(unary('significand', use(sum)), constant(1)),
          add(mul(use(x), use(power)), sub(use(power), constant(1))),
        ),
      ),
      ...body,
    ],
    // −0 stays.
    result: where(use(x), 'eq', 0, use(x), logarithmOf(use(sum), value)),
  };
})();
