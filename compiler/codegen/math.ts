import type { BinaryOp, UnaryOp } from './compute.js';
import type { Expression, Local, Statement } from './loop-ir.js';

/**
 * Functions that a target without them computes from arithmetic, four lanes at a time, written in
 * the loop IR. NaN comes out as NaN; minimum and maximum keep it in their first operand.
 */
export interface MathFunction {
  readonly name: 'exp' | 'tanh' | 'sigmoid';
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
 * (S. L. Moshier); error at most 2 ulp. 2ⁿ is applied in two halves, because n itself may lie
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
 * tanh x as an odd polynomial of degree 13 over an even one of degree 6, the coefficients of the
 * Eigen library's ptanh; beyond ±7.905 it is ±1 in f32, and below 0.0004 it is x, where the quotient
 * would lose the last bits of small numbers. Error at most 5 ulp, largest where the result nears ±1.
 */
const TANH_IS_IDENTITY = 0.0004;
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
      set(clamped, clamp(get(x), -7.90531110763549805, 7.90531110763549805)),
      set(square, mul(get(clamped), get(clamped))),
      set(fourth, mul(get(square), get(square))),
      set(
        numerator,
        polynomial(
          square,
          fourth,
          [
            4.89352455891786e-3, 6.37261928875436e-4, 1.48572235717979e-5, 5.12229709037114e-8,
            -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16,
          ],
        ),
      ),
      set(
        denominator,
        polynomial(
          square,
          fourth,
          [4.89352518554385e-3, 2.268434632439e-3, 1.18534705686654e-4, 1.19825839466702e-6],
        ),
      ),
    ],
    result: {
      kind: 'where-positive',
      type: 'f32x4',
      x: sub(unary('abs', get(x)), constant(TANH_IS_IDENTITY)),
      then: div(mul(get(clamped), get(numerator)), get(denominator)),
      otherwise: get(x),
    },
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
    result: {
      kind: 'where-positive',
      type: 'f32x4',
      x: get(x),
      then: get(positive),
      otherwise: mul(get(e), get(positive)),
    },
  };
})();

/** By name of the unary op that they compute. */
export const MATH_FUNCTIONS: ReadonlyMap<UnaryOp, MathFunction> = new Map(
  [EXP, TANH, SIGMOID].map((fn) => [fn.name, fn]),
);
