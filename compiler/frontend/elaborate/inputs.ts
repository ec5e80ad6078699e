import type { Label } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { ImagePreprocessing } from '../../ir/graph.js';
import { elementCount } from '../../ir/types.js';
import type * as ast from '../syntax/ast.js';
import type { CallSite, Given } from './arguments.js';
import { matchArguments, missingArgument } from './arguments.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import { evaluate } from './evaluate.js';
import type { Numeral } from './numerals.js';
import { ANY_NUMBER, givenText, numberIn, numbersIn, POSITIVE_NUMBER } from './numerals.js';
import type { Val } from './values.js';
import { describe, isPoisoned, number, POISON } from './values.js';

interface InputType {
  readonly shape: readonly number[];
  readonly image?: ImagePreprocessing;
}

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
  const given = statement.arguments.map(({ name: argument, value }): Given => ({
    ...(argument === undefined ? {} : { name: argument }),
    value: evaluate(value, context),
    span: value.span,
  }));
  const site: CallSite = { name: type.text, calleeSpan: type.span, span: cover(type, statement) };
  const declared = readType(context, site, given);
  if (declared === undefined) {
    context.scope.assign(name.text, { value: POISON, span: name.span });
    return;
  }
  const { shape, image } = declared;
  const value = {
    type: { element: 'f32' as const, shape },
    span,
    fallback: name.text,
    container: context.container,
  };
  draft.input(image === undefined ? { name: name.text, value } : { name: name.text, value, image });
  context.scope.assign(name.text, { value: { kind: 'tensor', value }, span: name.span });
  context.session.observe(name.span, { kind: 'tensor', value });
}

function cover(type: ast.Identifier, statement: ast.InputStatement): ast.Identifier['span'] {
  return { ...type.span, end: statement.span.end };
}

function readType(
  context: Context,
  site: CallSite,
  given: readonly Given[],
): InputType | undefined {
  if (site.name === 'tensor') return readTensor(context, site, given);
  if (site.name === 'image') return readImage(context, site, given);
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

/** `tensor(1, 3, 224, 224)` or `tensor([1, 3, 224, 224])`. */
function readTensor(
  context: Context,
  site: CallSite,
  given: readonly Given[],
): InputType | undefined {
  const shape: number[] = [];
  for (const argument of given) {
    if (isPoisoned(argument.value)) return undefined;
    const items = argument.value.kind === 'list' ? argument.value.items : [argument.value];
    for (const item of items) {
      const extent = positiveInteger(item);
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
  return smallEnough(context, site, shape) ? { shape } : undefined;
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

const CHANNELS = { rgb: 3, bgr: 3, grey: 1 } as const;

/** The arguments of `image`, each with what it is. */
export const IMAGE_ARGUMENTS: Readonly<Record<string, string>> = {
  height: 'rows of the picture',
  width: 'columns of the picture',
  channels: 'rgb, bgr or grey',
  scale: 'what pixels 0..255 are multiplied by, usually 1/255',
  mean: 'subtracted from the scaled pixel: one number or one per channel',
  std: 'what the difference is divided by: one number or one per channel',
};

/**
 * `image(height, width, channels, scale = 1, mean = 0, std = 1)`: a tensor [1, C, height, width]
 * whose elements are (pixel · scale − mean) / std.
 */
function readImage(
  context: Context,
  site: CallSite,
  given: readonly Given[],
): InputType | undefined {
  const matched = matchArguments(context, site, Object.keys(IMAGE_ARGUMENTS), given);
  if (matched.failed) return undefined;
  const { byName } = matched;
  let failed = false;
  for (const name of ['height', 'width', 'channels']) {
    if (byName.has(name)) continue;
    failed = true;
    missingArgument(context, site, name, undefined, IMAGE_ARGUMENTS[name]);
  }
  if (failed || [...byName.values()].some((argument) => isPoisoned(argument.value))) {
    return undefined;
  }
  const refuse = (name: string, problem: string): void => {
    failAt(
      context,
      'input/image',
      `\`${name}\` of an image must be ${problem}`,
      { span: byName.get(name)?.span ?? site.span, message: 'given here' },
      { hint: `\`${name}\`: ${IMAGE_ARGUMENTS[name]}` },
    );
  };
  const wrong = (name: string, expected: string): void => {
    const value = byName.get(name)?.value;
    refuse(name, value === undefined ? expected : `${expected}, but ${givenText(value)}`);
  };
  const height = positiveInteger(byName.get('height')?.value);
  if (height === undefined) {
    wrong('height', 'a positive integer');
    return;
  }
  const width = positiveInteger(byName.get('width')?.value);
  if (width === undefined) {
    wrong('width', 'a positive integer');
    return;
  }
  const order = byName.get('channels')?.value;
  if (order?.kind !== 'string' || !isOrder(order.value)) {
    wrong('channels', '`rgb`, `bgr` or `grey`');
    return;
  }
  const channels = CHANNELS[order.value];
  const scale = byName.get('scale')?.value ?? { kind: 'number', value: 1 };
  if (scale.kind !== 'number') {
    wrong('scale', 'a number');
    return;
  }
  const mean = perChannel(byName.get('mean')?.value ?? number(0), channels, ANY_NUMBER);
  const deviation = byName.get('std')?.value ?? number(1);
  const standardDeviation = perChannel(deviation, channels, POSITIVE_NUMBER);
  if (typeof mean === 'string' || typeof standardDeviation === 'string') {
    if (typeof mean === 'string') refuse('mean', mean);
    if (typeof standardDeviation === 'string') refuse('std', standardDeviation);
    return;
  }
  const shape = [1, channels, height, width];
  if (!smallEnough(context, site, shape)) return undefined;
  return {
    shape,
    image: { width, height, channels: order.value, scale: scale.value, mean, standardDeviation },
  };
}

function isOrder(order: string): order is keyof typeof CHANNELS {
  return Object.hasOwn(CHANNELS, order);
}

function positiveInteger(value: Val | undefined): number | undefined {
  if (value?.kind !== 'number') return undefined;
  return Number.isSafeInteger(value.value) && value.value > 0 ? value.value : undefined;
}

/** A number for each channel, or a text that says what it must be and which rule it breaks. */
function perChannel(value: Val, channels: number, numeral: Numeral): number[] | string {
  const one = numberIn(value, numeral);
  if (one !== undefined) return new Array<number>(channels).fill(one);
  if (value.kind === 'list' && value.items.length === channels) {
    const numbers = numbersIn(value, numeral);
    return typeof numbers === 'string' ? `${numeral.many}, but ${numbers}` : numbers;
  }
  const expected = channels === 1 ? numeral.one : `${numeral.one} or a list of ${channels}`;
  return `${expected}, but ${givenText(value)}`;
}
