import type { BinaryOp, UnaryOp } from '../lower/formulas/expression.js';
import type { Expression, Local, Statement } from '../lower/loops/loop-ir.js';

/**
 * Functions that a target without them computes from arithmetic, four lanes at a time, written in
 * the loop IR. NaN comes out as NaN.
 */
export interface MathFunction {
  readonly name: 'erf' | 'exp' | 'sigmoid' | 'tanh';
  readonly parameter: Local;
  readonly body: readonly Statement[];
  readonly result: Expression;
}

const local = (name: string): Local => ({ name, type: 'f32x4' });
const get = (l: Local): Expression => ({ kind: 'local', type: 'f32x4', local: l });
const set = (l: Local, value: Expression): Statement => ({ kind: 'set', local: l, value });
const constant = (value: number): Expression => ({ kind: 'number', type: 'f32x4', value });
const unary = (op: UnaryOp, x: Expression): Expression => ({
  kind: 'unary',
  type: 'f32x4',
  op,
  x,
});
const binary = (op: BinaryOp, a: Expression, b: Expression): Expression => ({
  kind: 'binary',
  type: 'f32x4',
  op,
  a,
  b,
});
const add = (a: Expression, b: Expression): Expression => binary('add', a, b);
const sub = (a: Expression, b: Expression): Expression => binary('sub', a, b);
const mul = (a: Expression, b: Expression): Expression => binary('mul', a, b);
const div = (a: Expression, b: Expression): Expression => binary('div', a, b);
const clamp = (x: Expression, low: number, high: number): Expression =>
  binary('min', binary('max', x, constant(low)), constant(high));

const wherePositive = (
  condition: Expression,
  then: Expression,
  otherwise: Expression,
): Expression => ({
  kind: 'select',
  type: 'f32x4',
  test: 'gt',
  a: condition,
  b: constant(0),
  then,
  otherwise,
});

/** c₀ + x·(c₁ + x·(c₂ + …)) */
function horner(x: Expression, [first, ...others]: readonly number[]): Expression {
  return others.length === 0 ? constant(first) : add(constant(first), mul(x, horner(x, others)));
}

/**
 * c₀ + c₁·x + c₂·x² + … as p(x²) + x·q(x²): two chains half as long, which don't wait for each other.
 */
function polynomial(x: Local, square: Local, coefficients: readonly number[]): Expression {
  const [even, odd] = [0, 1].map((parity) =>
    horner(
      get(square),
      coefficients.filter((_, degree) => degree % 2 === parity),
    ),
  );
  return add(even, mul(get(x), odd));
}

const x = local('x');

/**
 * eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and r = x − n·ln 2, |r| ≤ ln 2 / 2; ln 2 in two parts so that
 * n·ln 2 loses nothing (Cody & Waite). The polynomial for eʳ is that of the Cephes library's expf
 * (S. L. Moshier); error at most 1.1 ulp. 2ⁿ is applied in two halves, because n itself may lie
 * outside the exponents of f32: above 88.73 the result is ∞, far below −87.3 it reaches 0.
 */
const EXP = ((): MathFunction => {
  const clamped = local('clamped');
  const n = local('n');
  const r = local('r');
  const square = local('square');
  const power = local('power');
  const half = local('half');
  return {
    name: 'exp',
    parameter: x,
    body: [
      set(clamped, clamp(get(x), -104, 89)),
      set(n, unary('round', mul(get(clamped), constant(Math.LOG2E)))),
      set(
        r,
        sub(
          sub(get(clamped), mul(get(n), constant(0.693359375))),
          mul(get(n), constant(-2.1219444e-4)),
        ),
      ),
      set(square, mul(get(r), get(r))),
      set(
        power,
        polynomial(
          r,
          square,
          [
            5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
            1.98756915e-4,
          ],
        ),
      ),
      set(power, add(add(mul(get(square), get(power)), get(r)), constant(1))),
      set(half, unary('floor', mul(get(n), constant(0.5)))),
    ],
    result: mul(
      mul(get(power), unary('exp2-integer', get(half))),
      unary('exp2-integer', sub(get(n), get(half))),
    ),
  };
})();

/**
 * tanh x = x · P(x²) / Q(x²), P and Q of degree 4 with P(0) = Q(0) = 1: the best such quotient on 0 … 7.9,
 * found by Lawson's algorithm, then moved by units in the last place to where f32 arithmetic errs least.
 * Beyond it goes on growing, so that it is cut off at ±1, from 8.43 on and not only from 9.01091, where
 * the f32 nearest to tanh is ±1; it is above 1 there by twenty units, so that it doesn't matter how a
 * target rounds. Small x come out as they are. Error at most 5.5 ulp over all floats, 0.8 in the mean,
 * and largest where the result nears ±1.
 */
const TANH = ((): MathFunction => {
  const clamped = local('clamped');
  const square = local('square');
  const fourth = local('fourth');
  const numerator = local('numerator');
  const denominator = local('denominator');
  return {
    name: 'tanh',
    parameter: x,
    body: [
      set(clamped, clamp(get(x), -9.5, 9.5)),
      set(square, mul(get(clamped), get(clamped))),
      set(fourth, mul(get(square), get(square))),
      set(
        numerator,
        polynomial(square, fourth, [1, 1.34528622e-1, 3.58164404e-3, 2.20669208e-5, 1.54897961e-8]),
      ),
      set(
        denominator,
        polynomial(square, fourth, [1, 4.67861921e-1, 2.6202349e-2, 3.42798332e-4, 8.6237111e-7]),
      ),
    ],
    result: clamp(div(mul(get(clamped), get(numerator)), get(denominator)), -1, 1),
  };
})();

/**
 * erf x = x + x·p(x²) for |x| ≤ 7/8 and elsewhere ±(1 − e^(−h)), h = |x|·q(|x|) = −ln erfc |x|, both of
 * degree 5 and found by Lawson's algorithm. What e^(−h) is off by is a small part of the result. It
 * vanishes beside 1 no later than where the f32 nearest to erf is ±1, from 3.91921 on. Error at most 1.6
 * ulp over all floats.
 */
const ERF_IS_POLYNOMIAL = 7 / 8;
const ERF = ((): MathFunction => {
  const magnitude = local('magnitude');
  const square = local('square');
  const fourth = local('fourth');
  const small = local('small');
  const large = local('large');
  return {
    name: 'erf',
    parameter: x,
    body: [
      set(magnitude, binary('min', unary('abs', get(x)), constant(4))),
      set(square, mul(get(x), get(x))),
      set(fourth, mul(get(square), get(square))),
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
      set(small, add(get(x), mul(get(x), get(small)))),
      set(square, mul(get(magnitude), get(magnitude))),
      set(
        large,
        polynomial(
          magnitude,
          square,
          [1.12837319, 6.36263822e-1, 1.0444147e-1, -2.22906936e-2, 3.00259001e-3, -1.84805513e-4],
        ),
      ),
      set(large, unary('exp', unary('neg', mul(get(magnitude), get(large))))),
      set(large, sub(constant(1), get(large))),
    ],
    result: wherePositive(
      sub(get(magnitude), constant(ERF_IS_POLYNOMIAL)),
      wherePositive(get(x), get(large), unary('neg', get(large))),
      get(small),
    ),
  };
})();

/**
 * With e = exp(−|x|), which can't overflow: 1 / (1 + e) for x > 0 and e / (1 + e) elsewhere. Error at
 * most 4 ulp.
 */
const SIGMOID = ((): MathFunction => {
  const e = local('e');
  const positive = local('positive');
  return {
    name: 'sigmoid',
    parameter: x,
    body: [
      set(e, unary('exp', unary('neg', unary('abs', get(x))))),
      set(positive, div(constant(1), add(constant(1), get(e)))),
    ],
    result: wherePositive(get(x), get(positive), mul(get(e), get(positive))),
  };
})();

/** By name of the unary op that they compute. */
export const MATH_FUNCTIONS: ReadonlyMap<UnaryOp, MathFunction> = new Map(
  [ERF, EXP, SIGMOID, TANH].map((fn) => [fn.name, fn]),
);
