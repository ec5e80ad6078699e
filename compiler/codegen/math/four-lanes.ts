import type { Comparison } from '../../lower/formulas/expression.js';
import { binary, choice, float, splat, use } from '../../lower/loops/build-loops.js';
import type { Expression, Local } from '../../lower/loops/loop-ir.js';

/** Short forms for four lanes, beside those for all loops. */

export const local = (name: string): Local => ({ name, type: 'f32x4' });
export const constant = (value: number): Expression => splat(float(value));
export const add = (a: Expression, b: Expression): Expression => binary('add', a, b);
export const sub = (a: Expression, b: Expression): Expression => binary('sub', a, b);
export const mul = (a: Expression, b: Expression): Expression => binary('mul', a, b);
export const div = (a: Expression, b: Expression): Expression => binary('div', a, b);
export const clamp = (x: Expression, low: number, high: number): Expression =>
  binary('min', binary('max', x, constant(low)), constant(high));

/** `then` where `a` compares so with a number, else `otherwise`. */
export const where = (
  a: Expression,
  test: Comparison,
  limit: number,
  then: Expression,
  otherwise: Expression,
): Expression => choice(test, [a, constant(limit)], then, otherwise);

export const wherePositive = (
  condition: Expression,
  then: Expression,
  otherwise: Expression,
): Expression => where(condition, 'gt', 0, then, otherwise);

/** c₀ + x·(c₁ + x·(c₂ + …)) */
export function horner(x: Expression, [first, ...others]: readonly number[]): Expression {
  return others.length === 0 ? constant(first) : add(constant(first), mul(x, horner(x, others)));
}

/**
 * c₀ + c₁·x + c₂·x² + … as p(x²) + x·q(x²): two chains half as long, which don't wait for each other.
 */
export function polynomial(x: Local, square: Local, coefficients: readonly number[]): Expression {
  const [even, odd] = [0, 1].map((parity) =>
    horner(
      use(square),
      coefficients.filter((_, degree) => degree % 2 === parity),
    ),
  );
  return add(even, mul(use(x), odd));
}
