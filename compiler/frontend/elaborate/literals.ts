import type { Shape } from '../../ir/types.js';
import type { Val } from './values.js';
import { count, describe } from './values.js';

export interface Literal {
  readonly shape: Shape;
  readonly numbers: readonly number[];
}

/** Reads a number, or nested lists of them, as a tensor; a text says what is wrong with them. */
export function literalTensor(value: Val): Literal | string {
  const shape: number[] = [];
  for (let inner = value; inner.kind === 'list'; inner = inner.items[0]) {
    if (inner.items.length === 0) return 'a tensor cannot be made of an empty list';
    shape.push(inner.items.length);
  }
  const numbers: number[] = [];
  const fill = (part: Val, axis: number): string | undefined => {
    if (axis === shape.length) {
      if (part.kind !== 'number') return `expected a number, but found ${describe(part)}`;
      numbers.push(part.value);
      // Beyond 3.4·10³⁸.
      return Number.isFinite(Math.fround(part.value))
        ? undefined
        : `${part.value} is too large for a 32-bit float`;
    }
    if (part.kind !== 'list' || part.items.length !== shape[axis]) {
      return (
        `the lists are uneven: expected ${count(shape[axis], 'value')} along axis ${axis}, ` +
        `but found ${describe(part)}`
      );
    }
    for (const item of part.items) {
      const problem = fill(item, axis + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return fill(value, 0) ?? { shape, numbers };
}
