import { didYouMean } from '../../diagnostics/nearest.js';
import type { ElementType, TensorType } from '../../ir/types.js';
import { ELEMENT_TYPES, elementCount } from '../../ir/types.js';
import type { CallSite, Given } from './arguments.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import { integerOfAtLeast, numberIn } from './numerals.js';
import { describe, isPoisoned } from './values.js';

/** `tensor(1, 3, 224, 224)` or `tensor([1, 3, 224, 224])`, with the type of the elements at the end. */
export function readTensor(context: Context, given: readonly Given[]): TensorType | undefined {
  const shape: number[] = [];
  const last = given.at(-1);
  const isTyped = last?.value.kind === 'string' && last.name === undefined;
  const element = isTyped ? readElement(context, last) : 'f32';
  if (element === undefined) return undefined;
  for (const argument of isTyped ? given.slice(0, -1) : given) {
    if (isPoisoned(argument.value)) return undefined;
    const items = argument.value.kind === 'list' ? argument.value.items : [argument.value];
    for (const item of items) {
      const extent = numberIn(item, integerOfAtLeast(1));
      if (argument.name !== undefined || extent === undefined) {
        const title = `the extents of a tensor are positive integers, not ${describe(item)}`;
        failAt(
          context,
          'input/extent',
          title,
          { span: argument.name?.span ?? argument.span, message: describe(item) },
          { hint: 'write them in the order N, C, H, W: `tensor(1, 3, 224, 224)`' },
        );
        return undefined;
      }
      shape.push(extent);
    }
  }
  return { shape, element };
}

function readElement(context: Context, { value, span }: Given): ElementType | undefined {
  const word = value.kind === 'string' ? value.value : '';
  const found = ELEMENT_TYPES.find((element) => element === word);
  if (found !== undefined) return found;
  failAt(
    context,
    'input/element',
    `"${word}" is no type of elements`,
    { span, message: 'unknown type' },
    didYouMean(word, ELEMENT_TYPES) ?? { hint: `the types are ${ELEMENT_TYPES.join(', ')}` },
  );
  return undefined;
}

/** Whether it can be had; reports when not. */
export function smallEnough(context: Context, site: CallSite, shape: readonly number[]): boolean {
  if (elementCount(shape) <= LIMITS.elements) return true;
  const title = `a tensor of shape [${shape.join(',')}] is too large`;
  failAt(context, 'input/extent', title, {
    span: site.span,
    message: `more than ${LIMITS.elements} elements`,
  });
  return false;
}
