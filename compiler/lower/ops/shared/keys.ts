import type { Scalar } from '../../formulas/compute.js';
import { binary, number } from '../../formulas/compute.js';

/** What a sample weighs in a bicubic mean, by its distance, which is at most 1 or else at most 2. */
export function keysWeight(distance: Scalar, isInner: boolean, a: number): Scalar {
  return horner(isInner ? inner(a) : outer(a), distance);
}

/** Coefficients of Keys' kernel by falling powers of the distance, up to 1 and from there to 2. */
const inner = (a: number): number[] => [a + 2, -(a + 3), 0, 1];
const outer = (a: number): number[] => [a, -5 * a, 8 * a, -4 * a];

/** A polynomial; of a number, a number. */
function horner([first, ...rest]: readonly number[], x: Scalar): Scalar {
  if (x.kind === 'number') {
    return number(rest.reduce((sum, next) => sum * x.value + next, first));
  }
  return rest.reduce((sum: Scalar, next) => {
    const product = binary('mul', sum, x);
    return next === 0 ? product : binary('add', product, number(next));
  }, number(first));
}
