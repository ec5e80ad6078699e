import type { BinaryOp, Comparison, UnaryOp } from '../lower/formulas/expression.js';
import type { Expression, Local, Statement } from '../lower/loops/loop-ir.js';

/**
 * Functions that a target without them computes from arithmetic, four lanes at a time, written in
 * the loop IR. NaN comes out as NaN.
 */
export interface MathFunction {
  readonly name: 'erf' | 'exp' | 'expm1' | 'log' | 'log1p' | 'pow' | 'sigmoid' | 'tanh';
  readonly parameters: readonly Local[];
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

/** `then` where `a` compares so with a number, else `otherwise`. */
const where = (
  a: Expression,
  test: Comparison,
  limit: number,
  then: Expression,
  otherwise: Expression,
): Expression => ({ kind: 'select', type: 'f32x4', test, a, b: constant(limit), then, otherwise });

/** `then` where a equals b; what is NaN doesn't equal itself. */
const same = (
  a: Expression,
  b: Expression,
  then: Expression,
  otherwise: Expression,
): Expression => ({
  kind: 'select',
  type: 'f32x4',
  test: 'ne',
  a,
  b,
  then: otherwise,
  otherwise: then,
});

const wherePositive = (
  condition: Expression,
  then: Expression,
  otherwise: Expression,
): Expression => where(condition, 'gt', 0, then, otherwise);

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

/** ln 2, its first ten bits and what follows. */
const LN2_HEAD = 0.693359375;
const LN2_REST = -2.1219444e-4;

/** Of (eʳ − 1 − r) / r². */
const EXP_COEFFICIENTS = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
  1.98756915e-4,
];

/** n = round(of / ln 2) and r = of − n·ln 2. */
function reduced(of: Local, n: Local, r: Local): Statement[] {
  const rest = sub(get(of), mul(get(n), constant(LN2_HEAD)));
  return [
    set(n, unary('round', mul(get(of), constant(Math.LOG2E)))),
    set(r, sub(rest, mul(get(n), constant(LN2_REST)))),
  ];
}

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
    parameters: [x],
    body: [
      set(clamped, clamp(get(x), -104, 89)),
      ...reduced(clamped, n, r),
      set(square, mul(get(r), get(r))),
      set(power, polynomial(r, square, EXP_COEFFICIENTS)),
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
 * eˣ − 1 = 2ⁿ·q + (2ⁿ − 1) with q = eʳ − 1, n and r as for eˣ, so that for small x, where n = 0, nothing is
 * lost. 2ⁿ is a · b and the second factor comes last, since 2¹²⁸ is no f32: (q·b + (b − 1/a)) · a. Error at
 * most 1.7 ulp.
 */
const EXPM1 = ((): MathFunction => {
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
      set(clamped, clamp(get(x), -30, 89)),
      ...reduced(clamped, n, r),
      set(square, mul(get(r), get(r))),
      set(less, add(get(r), mul(get(square), polynomial(r, square, EXP_COEFFICIENTS)))),
      set(half, unary('floor', mul(get(n), constant(0.5)))),
      set(rest, unary('exp2-integer', sub(get(n), get(half)))),
      set(
        rest,
        add(
          mul(get(less), get(rest)),
          sub(get(rest), unary('exp2-integer', unary('neg', get(half)))),
        ),
      ),
    ],
    // −0 stays.
    result: where(get(x), 'eq', 0, get(x), mul(get(rest), unary('exp2-integer', get(half)))),
  };
})();

/**
 * ln (1 + f) + n·ln 2 for √½ ≤ 1 + f < √2: f − f²/2 + f³·p(f), with the polynomial of the Cephes library's
 * logf (S. L. Moshier) and ln 2 in two parts, n times the first of which is exact.
 */
function logarithm(f: Local, n: Local): { readonly body: Statement[]; readonly value: Expression } {
  const square = local('square');
  const rest = local('rest');
  return {
    body: [
      set(square, mul(get(f), get(f))),
      set(rest, mul(mul(get(f), get(square)), polynomial(f, square, LOG_COEFFICIENTS))),
      set(rest, add(get(rest), mul(get(n), constant(LN2_REST)))),
      set(rest, sub(get(rest), mul(constant(0.5), get(square)))),
    ],
    value: add(add(get(f), get(rest)), mul(get(n), constant(LN2_HEAD))),
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
const LOG = ((): MathFunction => {
  const scaled = local('scaled');
  const n = local('n');
  const f = local('f');
  const { body, value } = logarithm(f, n);
  const byDenormal = (then: Expression, otherwise: Expression): Expression =>
    where(get(x), 'lt', 2 ** -126, then, otherwise);
  return {
    name: 'log',
    parameters: [x],
    body: [
      set(scaled, byDenormal(mul(get(x), constant(2 ** 25)), get(x))),
      set(n, sub(unary('exponent', get(scaled)), byDenormal(constant(25), constant(0)))),
      set(f, sub(unary('significand', get(scaled)), constant(1))),
      ...body,
    ],
    result: logarithmOf(get(x), value),
  };
})();

/**
 * ln (1 + x). 1 + x is rounded, and only says n. Then 1 + f = 2⁻ⁿ·(1 + x), so f = 2⁻ⁿ·x + (2⁻ⁿ − 1), which
 * is exact where n ≤ 24, and x itself where n = 0; further up the 1 doesn't show. Error at most 1.4 ulp over
 * all floats.
 */
const LOG1P = ((): MathFunction => {
  const sum = local('sum');
  const n = local('n');
  const power = local('power');
  const f = local('f');
  const { body, value } = logarithm(f, n);
  return {
    name: 'log1p',
    parameters: [x],
    body: [
      set(sum, add(get(x), constant(1))),
      set(n, unary('exponent', get(sum))),
      set(power, unary('exp2-integer', unary('neg', binary('min', get(n), constant(24))))),
      set(
        f,
        where(
          get(n),
          'gt',
          24,
          sub(unary('significand', get(sum)), constant(1)),
          add(mul(get(x), get(power)), sub(get(power), constant(1))),
        ),
      ),
      ...body,
    ],
    // −0 stays.
    result: where(get(x), 'eq', 0, get(x), logarithmOf(get(sum), value)),
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
    parameters: [x],
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
    parameters: [x],
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
    parameters: [x],
    body: [
      set(e, unary('exp', unary('neg', unary('abs', get(x))))),
      set(positive, div(constant(1), add(constant(1), get(e)))),
    ],
    result: wherePositive(get(x), get(positive), mul(get(e), get(positive))),
  };
})();

const leading = (value: Expression): Expression => unary('leading-bits', value);

const y = local('y');

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
const POW = ((): MathFunction => {
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
    where(get(magnitude), 'lt', 2 ** -126, then, otherwise);
  const logarithm = [
    set(magnitude, unary('abs', get(x))),
    set(scaled, byDenormal(mul(get(magnitude), constant(2 ** 25)), get(magnitude))),
    set(n, sub(unary('exponent', get(scaled)), byDenormal(constant(25), constant(0)))),
    set(m, unary('significand', get(scaled))),
    set(inverse, div(constant(1), plus(get(m)))),
    // s, and what its leading part leaves of m − 1 = s·(m + 1).
    set(s, mul(less(get(m)), get(inverse))),
    set(sHead, leading(get(s))),
    set(head, leading(plus(get(m)))),
    set(rest, sub(get(m), less(get(head)))),
    set(
      sRest,
      mul(
        get(inverse),
        sub(sub(less(get(m)), mul(get(sHead), get(head))), mul(get(sHead), get(rest))),
      ),
    ),
    // t = 3 + sHead² + tail.
    set(square, mul(get(s), get(s))),
    set(tail, mul(mul(get(square), get(square)), horner(get(square), POW_COEFFICIENTS))),
    set(tail, add(get(tail), mul(get(sRest), add(get(sHead), get(s))))),
    set(square, mul(get(sHead), get(sHead))),
    set(head, leading(add(add(constant(3), get(square)), get(tail)))),
    set(rest, sub(get(tail), sub(sub(get(head), constant(3)), get(square)))),
    // s·t
    set(product, mul(get(sHead), get(head))),
    set(rest, add(mul(get(sRest), get(head)), mul(get(rest), get(s)))),
    set(head, leading(add(get(product), get(rest)))),
    set(rest, sub(get(rest), sub(get(head), get(product)))),
    // log₂ |x|
    set(product, mul(constant(TWO_THIRDS_LOG2E_HEAD), get(head))),
    set(
      rest,
      add(
        mul(constant(TWO_THIRDS_LOG2E_REST), get(head)),
        mul(get(rest), constant(TWO_THIRDS_LOG2E)),
      ),
    ),
    set(logHead, leading(add(add(get(product), get(rest)), get(n)))),
    set(logRest, sub(get(rest), sub(sub(get(logHead), get(n)), get(product)))),
  ];
  const factor = local('factor');
  const raised = [
    // What it is beyond doesn't matter: the result is 0, 1 or ∞.
    set(factor, clamp(get(y), -(2 ** 31), 2 ** 31)),
    set(head, leading(get(factor))),
    set(rest, add(mul(sub(get(factor), get(head)), get(logHead)), mul(get(factor), get(logRest)))),
    set(head, mul(get(head), get(logHead))),
    set(whole, unary('round', clamp(add(get(head), get(rest)), -160, 160))),
    set(exponent, clamp(add(sub(get(head), get(whole)), get(rest)), -1, 1)),
    set(exponent, mul(get(exponent), constant(Math.LN2))),
    set(square, mul(get(exponent), get(exponent))),
    set(
      power,
      add(mul(get(square), polynomial(exponent, square, EXP_COEFFICIENTS)), get(exponent)),
    ),
    set(half, unary('floor', mul(get(whole), constant(0.5)))),
    set(power, mul(plus(get(power)), unary('exp2-integer', get(half)))),
    set(power, mul(get(power), unary('exp2-integer', sub(get(whole), get(half))))),
  ];
  // 1 where y is odd, 0 where it is even or infinite, 1/2 where it has a fraction.
  const halfY = unary('floor', mul(get(y), constant(0.5)));
  const ends = [
    set(whole, unary('floor', get(y))),
    set(parity, same(get(y), get(whole), sub(get(y), add(halfY, halfY)), constant(0.5))),
    set(
      power,
      where(
        get(magnitude),
        'eq',
        0,
        // The sign of a zero is that of x and of 1 / x.
        where(
          get(parity),
          'eq',
          1,
          wherePositive(get(y), get(x), div(constant(1), get(x))),
          wherePositive(get(y), constant(0), constant(Infinity)),
        ),
        where(
          get(magnitude),
          'eq',
          Infinity,
          wherePositive(get(y), constant(Infinity), constant(0)),
          where(
            get(x),
            'lt',
            0,
            where(get(parity), 'eq', 0.5, constant(NaN), get(power)),
            get(power),
          ),
        ),
      ),
    ),
    set(
      power,
      where(
        get(x),
        'lt',
        0,
        where(get(parity), 'eq', 1, unary('neg', get(power)), get(power)),
        get(power),
      ),
    ),
    set(power, same(get(x), get(x), same(get(y), get(y), get(power), get(y)), get(x))),
  ];
  return {
    name: 'pow',
    parameters: [x, y],
    body: [...logarithm, ...raised, ...ends],
    result: where(get(y), 'eq', 0, constant(1), where(get(x), 'eq', 1, constant(1), get(power))),
  };
})();

/** By name of the op that they compute. */
export const MATH_FUNCTIONS: ReadonlyMap<UnaryOp | BinaryOp, MathFunction> = new Map(
  [ERF, EXP, EXPM1, LOG, LOG1P, POW, SIGMOID, TANH].map((fn) => [fn.name, fn]),
);
