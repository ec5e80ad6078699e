import type { Scalar } from '../compute.js';
import { binary, number, unary } from '../compute.js';

/**
 * Numbers of any size in units that suit them, powers of two, so that nothing is rounded on the way and
 * neither sums nor squares leave the range of f32.
 *
 * A part z = x · p, p ≤ 1 / 2n, is so small that n of them, or of their differences, can be summed
 * whatever they are. The sum s of their magnitudes then says how large they are: |z| ≤ s. In units, x is
 * x · f with f = p · 2²⁴ · inverse-power(s), at most 2²⁶, and the largest of n is at least 2²⁵ / n.
 */
export interface Units {
  /** p, for sums of this many. */
  readonly part: number;
  /** What a part is multiplied by: f / p. */
  readonly ofPart: Scalar;
  /** What a number is multiplied by: f. */
  readonly factor: Scalar;
}

const HEADROOM = 2 ** 24;
/** Of what is smaller nothing is left beside ε; without ε, of what is smaller f32 has too few digits. */
const LEAST_MAGNITUDE = 2 ** -100;

/** p for sums of `count` elements. */
export function partOf(count: number): number {
  return 2 ** -(Math.ceil(Math.log2(count)) + 1);
}

/** The units of numbers whose parts have magnitudes that sum up to `magnitude`, beside `epsilon`. */
export function unitsFor(magnitude: Scalar, part: number, epsilon: number): Units {
  const power = inversePower(magnitude, part, epsilon);
  return {
    part,
    ofPart: binary('mul', power, number(HEADROOM)),
    factor: binary('mul', power, number(part * HEADROOM)),
  };
}

/** How many units of `other` numbers are in one of `magnitude`'s, where their parts are the same. */
export function unitsPerUnit(
  magnitude: Scalar,
  other: Scalar,
  part: number,
  epsilon: number,
): Scalar {
  return binary('div', inversePower(magnitude, part, epsilon), inversePower(other, part, epsilon));
}

/**
 * ε in squares of units. A multiple of it below 2⁻¹⁰⁰ stands for those that vanish: where everything is
 * equal there is then still something to divide by.
 */
export function epsilonIn({ factor }: Units, epsilon: number): Scalar {
  const squared = binary('mul', binary('mul', number(epsilon), factor), factor);
  return epsilon === 0 ? number(0) : binary('max', squared, number(2 ** -100));
}

function inversePower(magnitude: Scalar, part: number, epsilon: number): Scalar {
  return unary('inverse-power', binary('max', magnitude, number(leastMagnitude(part, epsilon))));
}

/** So that ε · f² is some 2⁴⁰ at most, beside which squares of f · x count for nothing by then. */
function leastMagnitude(part: number, epsilon: number): number {
  if (epsilon === 0) return LEAST_MAGNITUDE;
  const largestFactor = 2 ** (20 - Math.round(Math.log2(epsilon) / 2));
  return Math.max(LEAST_MAGNITUDE, (2 * part * HEADROOM) / largestFactor);
}
