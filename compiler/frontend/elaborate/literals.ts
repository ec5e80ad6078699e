import type { Span } from '../../diagnostics/diagnostic.js';
import { isElement } from '../../ir/tensor.js';
import type { ElementType, Shape } from '../../ir/types.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
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

/** Whether numbers are elements of the type of the tensor that they stand beside; reports when not. */
export function areElements(
  context: Context,
  numbers: readonly number[],
  element: ElementType,
  span: Span,
): boolean {
  const foreign = numbers.find((number) => !isElement(element, number));
  if (foreign === undefined) return true;
  const title = `${foreign} is no element of type ${element}`;
  const hint = `the tensor beside it is of type ${element}: convert that with \`cast(f32)\``;
  failAt(context, 'literal/tensor', title, { span, message: `not of type ${element}` }, { hint });
  return false;
}
