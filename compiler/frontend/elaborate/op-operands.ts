import type { Span } from '../../diagnostics/diagnostic.js';
import { elementsOf } from '../../ir/tensor.js';
import type { ElementType } from '../../ir/types.js';
import type { CallSite, Given } from './arguments.js';
import { missingArgument } from './arguments.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { DraftValue } from './draft.js';
import { areElements, literalTensor } from './literals.js';
import type { OpCall, Operand } from './op-call.js';
import type { SurfaceEntry } from './surfaces.js';
import type { Val } from './values.js';
import { count, describe, isPoisoned, isSeveralTensors } from './values.js';

/**
 * Separates the tensors in front, and those given by their names, from the arguments behind them. A poisoned value
 * in front counts as one: the arguments can still be checked.
 */
export function takeOperands(
  context: Context,
  site: CallSite,
  entry: SurfaceEntry,
  given: readonly Given[],
): { readonly operands: Operand[]; readonly rest: Given[]; readonly failed: boolean } {
  const { definition, surface } = entry;
  const variadic = definition.inputs.at(-1)?.variadic === true;
  const most = variadic ? Infinity : definition.inputs.length;
  const layered = surface.weights !== undefined;
  const operands: Operand[] = [];
  const rest: Given[] = [];
  const named: Given[] = [];
  const shared = sharedElement(entry, given);
  let failed = false;
  const takeLiteral = (literal: Val, { span, piped }: Given): void => {
    const { elements = ['f32'] } = definition.inputs[operands.length];
    const element = elements.length === 1 ? elements[0] : (shared ?? 'f32');
    const value = literalOperand(context, literal, element, span);
    if (value === undefined) {
      failed = true;
      return;
    }
    const number = literal.kind === 'number' ? { number: literal.value } : {};
    operands.push({ value, span, piped: piped === true, ...number });
  };
  for (const argument of given) {
    if (operandNamed(entry, argument) !== undefined) {
      named.push(argument);
      continue;
    }
    if (argument.name !== undefined || rest.length > 0 || operands.length >= most) {
      rest.push(argument);
      continue;
    }
    if (isPoisoned(argument.value) && !(layered && (operands.length > 0 || failed))) {
      failed = true;
      continue;
    }
    const items = spread(argument.value, variadic);
    if (items.every((item) => item.kind === 'tensor')) {
      for (const item of items) {
        operands.push({ value: item.value, span: argument.span, piped: argument.piped === true });
      }
      continue;
    }
    // What may be left out is never a number: that is the argument behind it.
    const isTensor =
      layered ||
      definition.inputs.length < 2 ||
      definition.inputs[operands.length].optional === true;
    const literal = isTensor ? undefined : asTensor(argument);
    if (literal === undefined && (argument.piped === true || isSeveralTensors(argument.value))) {
      failed = true;
      noTensor(context, site, argument);
      continue;
    }
    if (literal === undefined) rest.push(argument);
    else takeLiteral(literal, argument);
  }
  const position = (argument: Given): number => operandNamed(entry, argument) ?? 0;
  for (const argument of named.sort((a, b) => position(a) - position(b))) {
    if (failed) break;
    const { value, span } = argument;
    const literal = asTensor(argument);
    if (isPoisoned(value)) failed = true;
    else if (position(argument) !== operands.length) {
      failed = true;
      outOfPlace(context, site, entry, argument, operands.length);
    } else if (value.kind === 'tensor') operands.push({ value: value.value, span, piped: false });
    else if (literal !== undefined) takeLiteral(literal, argument);
    else {
      failed = true;
      noTensor(context, site, argument);
    }
  }
  return { operands, rest, failed };
}

/** Which of the op's operands an argument says by name that it is; layers take theirs as weights. */
function operandNamed({ definition, surface }: SurfaceEntry, { name }: Given): number | undefined {
  if (name === undefined || surface.weights !== undefined) return undefined;
  const isArgument = surface.arguments.some((argument) => argument.name === name.text);
  const position = definition.inputs.findIndex(
    (input) => input.name === name.text && input.variadic !== true,
  );
  return isArgument || position < 0 ? undefined : position;
}

/** Reports an operand that is given by name where `taken` are there: again, or one too early. */
function outOfPlace(
  context: Context,
  site: CallSite,
  { definition }: SurfaceEntry,
  { name, span }: Given,
  taken: number,
): void {
  const position = definition.inputs.findIndex((input) => input.name === name?.text);
  if (position > taken) {
    missingArgument(context, site, definition.inputs[taken].name, undefined, undefined);
    return;
  }
  const title = `the argument \`${name?.text}\` of \`${site.name}\` is given twice`;
  failAt(context, 'call/twice', title, { span: name?.span ?? span, message: 'given again here' });
}

function spread(value: Val, variadic: boolean): readonly Val[] {
  const several = value.kind === 'tuple' || value.kind === 'list';
  return variadic && several && value.items.length > 0 ? value.items : [value];
}

function asTensor({ value }: Given): Val | undefined {
  return value.kind === 'number' || value.kind === 'list' ? value : undefined;
}

/** Only tensors flow into an op along `->`. */
function noTensor(context: Context, site: CallSite, { value, span }: Given): void {
  failAt(
    context,
    'call/operands',
    `\`${site.name}\` needs a tensor, but is given ${describe(value)}`,
    { span, message: describe(value) },
    { about: [value] },
  );
}

/** The type of the first tensor among operands that may be of several types, and then all have the same. */
function sharedElement(entry: SurfaceEntry, given: readonly Given[]): ElementType | undefined {
  const { inputs } = entry.definition;
  for (const [index, argument] of given.entries()) {
    const position = operandNamed(entry, argument) ?? Math.min(index, inputs.length - 1);
    const elements = inputs.at(position)?.elements ?? [];
    const { value } = argument;
    if (elements.length > 1 && value.kind === 'tensor') return value.value.type.element;
  }
  return undefined;
}

/** A number or list of numbers beside a tensor becomes a constant of its type. */
function literalOperand(
  context: Context,
  literal: Val,
  element: ElementType,
  span: Span,
): DraftValue | undefined {
  const { draft } = context.session;
  const read = literalTensor(literal);
  if (typeof read === 'string') {
    failAt(context, 'literal/tensor', read, { span, message: 'this should be a tensor' });
    return undefined;
  }
  if (!areElements(context, read.numbers, element, span)) return undefined;
  if (literal.kind === 'number') {
    return draft.scalar(literal.value, element, span, context.container);
  }
  const type = { element, shape: read.shape };
  const data = elementsOf(element, read.numbers);
  return draft.literal(type, data, span, context.container, 'literal');
}

/**
 * Whether more tensors flow into an op than it takes, or one of several tensors and nothing else got something
 * besides; reports it.
 */
export function hasExtra(
  context: Context,
  site: CallSite,
  { definition, surface }: SurfaceEntry,
  { operands, rest, failed }: ReturnType<typeof takeOperands>,
): boolean {
  const flowing = rest.filter(({ piped, value }) => piped === true && value.kind === 'tensor');
  if (flowing.length > 0 && !failed) {
    const got = operands.length + flowing.length;
    const hint =
      definition.inputs.length === 0
        ? `it makes a tensor of its own: \`name = ${site.name}(…)\``
        : 'results get names by `a, b = …`, or `_` where they are not used';
    failAt(
      context,
      'call/operands',
      `\`${site.name}\` takes ${count(operands.length, 'tensor')}, but ${got} ${got === 1 ? 'flows' : 'flow'} into it`,
      { span: flowing[0].span, message: count(got, 'tensor') },
      { hint },
    );
    return true;
  }
  const needed = definition.inputs.length;
  const takesMore = surface.arguments.length > 0 || surface.weights !== undefined;
  const extras = rest.filter(({ name }) => name === undefined);
  if (needed < 2 || takesMore || extras.length === 0) return false;
  if (extras.some(({ value }) => isPoisoned(value))) return true;
  const [{ value, span }] = extras;
  const isOperand = value.kind === 'tensor' || value.kind === 'number' || value.kind === 'list';
  const title = isOperand
    ? `\`${site.name}\` needs ${needed} tensors, but got ${operands.length + extras.length}`
    : `\`${site.name}\` needs tensors or numbers, but is given ${describe(value)}`;
  const message = isOperand ? 'one too many' : describe(value);
  const about = { about: [value], hint: `write \`${site.name}(a, b)\`` };
  failAt(context, 'call/operands', title, { span, message }, about);
  return true;
}

/** Whether the op got the tensors it needs; reports when not. */
export function enoughOperands(call: OpCall): boolean {
  const { context, site, entry, operands } = call;
  const { inputs } = entry.definition;
  const needed =
    entry.surface.weights === undefined
      ? inputs.filter((input) => input.optional !== true).length
      : Math.min(1, inputs.length);
  if (operands.length >= needed) return true;
  const what = needed === 1 ? 'a tensor' : `${needed} tensors`;
  const got = operands.length === 0 ? 'none' : `${operands.length}`;
  failAt(
    context,
    'call/operands',
    `\`${site.name}\` needs ${what}, but got ${got}`,
    { span: site.span, message: 'a tensor is missing' },
    {
      hint:
        needed === 1
          ? `write \`x -> ${site.name}(…)\` or \`${site.name}(x, …)\``
          : `write \`(a, b) -> ${site.name}(…)\` or \`${site.name}(a, b, …)\``,
    },
  );
  return false;
}
