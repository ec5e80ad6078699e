import type { Label } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type * as ast from '../syntax/ast.js';
import type { CallSite, Given } from './arguments.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import { evaluateArguments } from './evaluate.js';
import type { InputType } from './input-image.js';
import { readInputImage } from './input-image.js';
import { readTensor, smallEnough } from './tensor-type.js';
import { POISON } from './values.js';

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
