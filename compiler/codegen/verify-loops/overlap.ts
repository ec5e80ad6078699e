import type { Index, Term } from '../../lower/formulas/index-expr.js';
import { rangeOf, subtract, toIndex } from '../../lower/formulas/index-expr.js';
import { isAtLeast, isAtMost } from './prove.js';
import type { Scope } from './scope.js';

/**
 * What is 0 where `difference` is: several expressions where that follows by itself, because the terms
 * with the larger strides step over all that the smaller ones reach. Of a difference of two addresses
 * into rows of 64, the rows and the places in them are each the same.
 */
export function equations(difference: Index, scope: Scope): Index[] {
  const splits = splitsOf(difference);
  for (const { low, high, stride } of splits) {
    const { min, max } = rangeOf(low);
    // low + stride · high = 0, so that low is a multiple of the stride.
    const first = Math.ceil(min / stride);
    if (first * stride > max) return [NEVER];
    if ((first + 1) * stride <= max) continue;
    const rest = subtract(low, first * stride);
    return [...equations(subtract(high, -first), scope), ...equations(rest, scope)];
  }
  for (const { low, high, stride } of splits) {
    if (!isAtLeast(low, 1 - stride, scope) || !isAtMost(low, stride - 1, scope)) continue;
    return [...equations(high, scope), ...equations(low, scope)];
  }
  return [difference];
}

/** low + stride · high */
interface Split {
  readonly low: Index;
  readonly high: Index;
  readonly stride: number;
}

/** The ways to part terms with larger strides from those with smaller ones, the largest strides first. */
function splitsOf({ constant, terms }: Index): Split[] {
  const strides = new Set(terms.map(({ coefficient }) => Math.abs(coefficient)));
  return [...strides]
    .filter((stride) => stride > 1)
    .sort((a, b) => b - a)
    .map((stride): Split => {
      const divides = ({ coefficient }: Term): boolean => coefficient % stride === 0;
      return {
        stride,
        low: { constant, terms: terms.filter((term) => !divides(term)) },
        high: {
          constant: 0,
          terms: terms
            .filter(divides)
            .map(({ atom, coefficient }) => ({ atom, coefficient: coefficient / stride })),
        },
      };
    });
}

/** An expression that is nowhere 0. */
const NEVER = toIndex(1);
