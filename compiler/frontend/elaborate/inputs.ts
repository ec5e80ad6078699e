import type { Label } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { ElementType } from '../../ir/types.js';
import { ELEMENT_TYPES, elementCount } from '../../ir/types.js';
import type * as ast from '../syntax/ast.js';
import type { CallSite, Given } from './arguments.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import { evaluateArguments } from './evaluate.js';
import type { InputType } from './input-image.js';
import { readInputImage } from './input-image.js';
import { integerOfAtLeast, numberIn } from './numerals.js';
import { describe, isPoisoned, POISON } from './values.js';

/** `input name: tensor(…)` or `input name: image(…)`: adds a graph input and binds its name. */
export function declareInput(statement: ast.InputStatement, context: Context): void {
  const { name, type, span } = statement;
  const { draft } = context.session;
  const bound = context.scope.own(name.text);
  if (draft.inputs.some((input) => input.name === name.text)) {
    const secondary: Label[] =
      bound?.span === undefined ? [] : [{ span: bound.span, message: 'first declared here' }];
    const title = `the input \`${name.text}\` is declared twice`;
    const primary = { span: name.span, message: 'declared again here' };
    failAt(context, 'input/twice', title, primary, { secondary });
    return;
  }
  const site: CallSite = { name: type.name.text, calleeSpan: type.name.span, span: type.span };
  const declared = readType(context, site, evaluateArguments(type.arguments, context));
  if (declared === undefined || !smallEnough(context, site, declared.shape)) {
    context.scope.assign(name.text, { value: POISON, span: name.span });
    return;
  }
  const { shape, element, image } = declared;
  const value = {
    type: { element, shape },
    span,
    fallback: name.text,
    container: context.container,
  };
  draft.input(image === undefined ? { name: name.text, value } : { name: name.text, value, image });
  context.scope.assign(name.text, { value: { kind: 'tensor', value }, span: name.span });
  context.session.observe(name.span, { kind: 'tensor', value });
}

function readType(
  context: Context,
  site: CallSite,
  given: readonly Given[],
): InputType | undefined {
  if (site.name === 'tensor') return readTensor(context, given);
  if (site.name === 'image') return readInputImage(context, site, given);
  if (site.name === '') return undefined;
  failAt(
    context,
    'input/type',
    `\`${site.name}\` is not a type of input`,
    { span: site.calleeSpan, message: 'unknown type' },
    didYouMean(site.name, ['tensor', 'image']) ?? {
      hint: 'an input is a `tensor` or an `image`',
    },
  );
  return undefined;
}

/** `tensor(1, 3, 224, 224)` or `tensor([1, 3, 224, 224])`, with the type of the elements at the end. */
function readTensor(context: Context, given: readonly Given[]): InputType | undefined {
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

function smallEnough(context: Context, site: CallSite, shape: readonly number[]): boolean {
  if (elementCount(shape) <= LIMITS.elements) return true;
  const title = `an input of shape [${shape.join(',')}] is too large`;
  failAt(context, 'input/extent', title, {
    span: site.span,
    message: `more than ${LIMITS.elements} elements`,
  });
  return false;
}
