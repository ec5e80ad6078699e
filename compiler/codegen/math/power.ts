import { choice, set, unary, use } from '../../lower/loops/build-loops.js';
import type { Expression } from '../../lower/loops/loop-ir.js';
import { EXP_COEFFICIENTS } from './exponential.js';
import {
  add,
  clamp,
  constant,
  div,
  horner,
  local,
  mul,
  polynomial,
  sub,
  where,
  wherePositive,
} from './four-lanes.js';
import type { MathFunction } from './math-function.js';

const x = local('x');
const y = local('y');

const leading = (value: Expression): Expression => unary('leading-bits', value);

/** `then` where a equals b; what is NaN doesn't equal itself. */
const same = (a: Expression, b: Expression, then: Expression, otherwise: Expression): Expression =>
  choice('ne', [a, b], otherwise, then);

/** Of t = 3 + s² + s⁴·p(s²), ln m = 2/3 · s·t, s = (m − 1) / (m + 1). */
const POW_COEFFICIENTS = [
  6.0000002384e-1, 4.2857143283e-1, 3.3333334327e-1, 2.7272811532e-1, 2.3066075146e-1,
  2.0697501302e-1,
];

/** 2 / (3 ln 2), its first twelve bits and what follows. */
const TWO_THIRDS_LOG2E = 9.6179670095e-1;
const TWO_THIRDS_LOG2E_HEAD = 9.619140625e-1;
const TWO_THIRDS_LOG2E_REST = -1.1736857402e-4;

/**
 * xʸ = 2^(y·log₂ |x|), the exponent as a sum of two floats, since what is off in 128 shows 128 times in the
 * result. With |x| = m·2ⁿ, s = (m − 1) / (m + 1) and t = 3 + s² + …, ln m = 2/3 · s·t. Each of s, t, their
 * product, its multiple by 2 / (3 ln 2) and the sum with n is a part of 12 leading bits and a rest, so that
 * products of leading parts are exact: the method of e_powf.c in FreeBSD's libm (Sun Microsystems 1993),
 * without its tables. Bits are cut off, not rounded away by sums, which a shader compiler might rearrange.
 * Error at most 1.2 ulp.
 *
 * At the ends it is as C says (Annex F): 1 for y = 0 and for x = 1, beside NaN, too; NaN for x < 0 and a y
 * with a fraction; the sign of x where y is odd, of zeros, too.
 */
export const POW = ((): MathFunction => {
  const magnitude = local('magnitude');
  const scaled = local('scaled');
  const n = local('n');
  const m = local('m');
  const inverse = local('inverse');
  const s = local('s');
  const sHead = local('s_head');
  const sRest = local('s_rest');
  const head = local('head');
  const rest = local('rest');
  const square = local('square');
  const tail = local('tail');
  const product = local('product');
  const logHead = local('log_head');
  const logRest = local('log_rest');
  const exponent = local('exponent');
  const parity = local('parity');
  const whole = local('whole');
  const power = local('power');
  const half = local('half');
  const plus = (value: Expression): Expression => add(value, constant(1));
  const less = (value: Expression): Expression => sub(value, constant(1));
  const byDenormal = (then: Expression, otherwise: Expression): Expression =>
    where(use(magnitude), 'lt', 2 ** -126, then, otherwise);
  const logarithm = [
    set(magnitude, unary('abs', use(x))),
    set(scaled, byDenormal(mul(use(magnitude), constant(2 ** 25)), use(magnitude))),
    set(n, sub(unary('exponent', use(scaled)), byDenormal(constant(25), constant(0)))),
    set(m, unary('significand', use(scaled))),
    set(inverse, div(constant(1), plus(use(m)))),
    // s, and what its leading part leaves of m − 1 = s·(m + 1).
    set(s, mul(less(use(m)), use(inverse))),
    set(sHead, leading(use(s))),
    set(head, leading(plus(use(m)))),
    set(rest, sub(use(m), less(use(head)))),
    set(
      sRest,
      mul(
        use(inverse),
        sub(sub(less(use(m)), mul(use(sHead), use(head))), mul(use(sHead), use(rest))),
      ),
    ),
    // t = 3 + sHead² + tail.
    set(square, mul(use(s), use(s))),
    set(tail, mul(mul(use(square), use(square)), horner(use(square), POW_COEFFICIENTS))),
    set(tail, add(use(tail), mul(use(sRest), add(use(sHead), use(s))))),
    set(square, mul(use(sHead), use(sHead))),
    set(head, leading(add(add(constant(3), use(square)), use(tail)))),
    set(rest, sub(use(tail), sub(sub(use(head), constant(3)), use(square)))),
    // s·t
    set(product, mul(use(sHead), use(head))),
    set(rest, add(mul(use(sRest), use(head)), mul(use(rest), use(s)))),
    set(head, leading(add(use(product), use(rest)))),
    set(rest, sub(use(rest), sub(use(head), use(product)))),
    // log₂ |x|
    set(product, mul(constant(TWO_THIRDS_LOG2E_HEAD), use(head))),
    set(
      rest,
      add(
        mul(constant(TWO_THIRDS_LOG2E_REST), use(head)),
        mul(use(rest), constant(TWO_THIRDS_LOG2E)),
      ),
    ),
    set(logHead, leading(add(add(use(product), use(rest)), use(n)))),
    set(logRest, sub(use(rest), sub(sub(use(logHead), use(n)), use(product)))),
  ];
  const factor = local('factor');
  const raised = [
    // What it is beyond doesn't matter: the result is 0, 1 or ∞.
    set(factor, clamp(use(y), -(2 ** 31), 2 ** 31)),
    set(head, leading(use(factor))),
    set(rest, add(mul(sub(use(factor), use(head)), use(logHead)), mul(use(factor), use(logRest)))),
    set(head, mul(use(head), use(logHead))),
    set(whole, unary('round', clamp(add(use(head), use(rest)), -160, 160))),
    set(exponent, clamp(add(sub(use(head), use(whole)), use(rest)), -1, 1)),
    set(exponent, mul(use(exponent), constant(Math.LN2))),
    set(square, mul(use(exponent), use(exponent))),
    set(
      power,
      add(mul(use(square), polynomial(exponent, square, EXP_COEFFICIENTS)), use(exponent)),
    ),
    set(half, unary('floor', mul(use(whole), constant(0.5)))),
    set(power, mul(plus(use(power)), unary('exp2-integer', use(half)))),
    set(power, mul(use(power), unary('exp2-integer', sub(use(whole), use(half))))),
  ];
  // 1 where y is odd, 0 where it is even or infinite, 1/2 where it has a fraction.
  const halfY = unary('floor', mul(use(y), constant(0.5)));
  const ends = [
    set(whole, unary('floor', use(y))),
    set(parity, same(use(y), use(whole), sub(use(y), add(halfY, halfY)), constant(0.5))),
    set(
      power,
      where(
        use(magnitude),
        'eq',
        0,
        // The sign of a zero is that of x and of 1 / x.
        where(
          use(parity),
          'eq',
          1,
          wherePositive(use(y), use(x), div(constant(1), use(x))),
          wherePositive(use(y), constant(0), constant(Infinity)),
        ),
        where(
          use(magnitude),
          'eq',
          Infinity,
          wherePositive(use(y), constant(Infinity), constant(0)),
          where(
            use(x),
            'lt',
            0,
            where(use(parity), 'eq', 0.5, constant(NaN), use(power)),
            use(power),
          ),
        ),
      ),
    ),
    set(
      power,
      where(
        use(x),
        'lt',
        0,
        where(use(parity), 'eq', 1, unary('neg', use(power)), use(power)),
        use(power),
      ),
    ),
    set(power, same(use(x), use(x), same(use(y), use(y), use(power), use(y)), use(x))),
  ];
  return {
    name: 'pow',
    parameters: [x, y],
    body: [...logarithm, ...raised, ...ends],
    result: where(use(y), 'eq', 0, constant(1), where(use(x), 'eq', 1, constant(1), use(power))),
  };
})();
