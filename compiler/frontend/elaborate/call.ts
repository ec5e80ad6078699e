import type { Span } from '../../diagnostics/diagnostic.js';
import { counterpartOf, counterpartText } from '../foreign/advice.js';
import { nearestName } from '../../diagnostics/nearest.js';
import { choicesOf } from './argument-words.js';
import type { CallSite, Given } from './arguments.js';
import { matchArguments, missingArgument } from './arguments.js';
import { callOp } from './call-op.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import { evaluate } from './evaluate.js';
import { FunctionError } from './functions.js';
import { Layer } from './layers.js';
import { givenText } from './numerals.js';
import { Scope } from './scope.js';
import { executeBody } from './statements.js';
import { SURFACES } from './surfaces.js';
import type { BlockVal, CallableVal, FunctionVal, Placed, Val } from './values.js';
import { isCallable, isPoisoned, nameOf, POISON } from './values.js';

/** Calls a block, an op or a function with evaluated arguments. */
export function call(
  context: Context,
  site: CallSite,
  callee: CallableVal,
  given: readonly Given[],
): Val {
  switch (callee.kind) {
    case 'op':
      return callOp(context, site, callee.entry, given);
    case 'block':
      return callBlock(context, site, callee, given);
    case 'function': {
      // `exp` is both a function of numbers and an op: a tensor says which is meant.
      const op = SURFACES.get(callee.name);
      const onTensors = given.some(({ value }) => value.kind === 'tensor');
      return op !== undefined && onTensors
        ? callOp(context, site, op, given)
        : callFunction(context, site, callee, given);
    }
  }
}

function callBlock(
  context: Context,
  site: CallSite,
  { block, scope }: BlockVal,
  given: readonly Given[],
): Val {
  const { session } = context;
  if (context.calls.length >= LIMITS.calls) {
    session.halt('calls', `blocks call one another more than ${LIMITS.calls} deep`, site.span);
  }
  if (block.broken !== undefined) return POISON;
  const names = block.parameters.map((parameter) => parameter.name.text);
  if (new Set(names).size < names.length) return POISON;
  // The prelude is right; what is wrong with a call of a block of one's own may be wrong in the block.
  const declaration = scope.kind === 'language' ? undefined : block.span;
  const matched = matchArguments(context, site, names, given, [], declaration);
  const missing = block.parameters.filter(
    ({ name, value }) => value === undefined && !matched.byName.has(name.text),
  );
  if (matched.failed) return POISON;
  for (const { name } of missing) {
    if (declaration !== undefined && !session.isFirst(declaration, name.text)) continue;
    missingArgument(context, site, name.text, name.span, undefined);
  }
  if (missing.length > 0) return POISON;

  const inner: Context = {
    session,
    scope: new Scope(scope, 'body'),
    container: new Layer(context.container, site.name, site.span, site.label, context.group),
    calls: [...context.calls, site.span],
    call: { given: given.map((argument) => argument.value), wrong: false },
  };
  for (const { name, value: fallback } of block.parameters) {
    const argument = matched.byName.get(name.text);
    const value = argument?.value ?? (fallback === undefined ? POISON : evaluate(fallback, inner));
    inner.scope.define(name.text, { value, span: argument?.span ?? name.span });
    session.observe(name.span, value);
  }
  const returned = executeBody(block.body, inner);
  if (returned !== undefined) return returned;
  // What is wrong in it may have been its `return`.
  if (session.hasErrorIn(block.span)) return POISON;
  for (const { name } of block.parameters) {
    const value = inner.scope.own(name.text)?.value;
    const choices = choicesOf(block, name.text);
    const isChoice = value?.kind === 'string' && choices.includes(value.value);
    if (value === undefined || isPoisoned(value) || choices.length === 0 || isChoice) continue;
    const span = matched.byName.get(name.text)?.span ?? name.span;
    return noChoice(context, site, name.text, { value, span }, choices);
  }
  return failAt(
    context,
    'block/return',
    `the block \`${site.name}\` returns nothing`,
    { span: block.name.span, message: 'no `return` is reached' },
    { secondary: [{ span: site.span, message: 'called here' }], hint: 'end it with `return …`' },
  );
}

/** Reports an argument for which a block does nothing, since it compares it with other texts. */
function noChoice(
  context: Context,
  site: CallSite,
  parameter: string,
  { value, span }: Placed,
  choices: readonly string[],
): Val {
  const texts = choices.map((choice) => JSON.stringify(choice));
  const listed = [texts.slice(0, -1).join(', '), texts[texts.length - 1]].filter(Boolean);
  const given = value.kind === 'string' ? value.value : isCallable(value) ? nameOf(value) : '';
  const near = choices.find((choice) => choice === given) ?? nearestName(given, choices);
  return failAt(
    context,
    'call/choice',
    `\`${parameter}\` of \`${site.name}\` must be ${listed.join(' or ')}, but ${givenText(value)}`,
    { span, message: 'given here' },
    { about: [value], hint: near === undefined ? undefined : `did you mean "${near}"?` },
  );
}

function callFunction(
  context: Context,
  site: CallSite,
  callee: FunctionVal,
  given: readonly Given[],
): Val {
  if (given.some((argument) => isPoisoned(argument.value))) return POISON;
  const named = given.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) {
    const title = `the function \`${callee.name}\` takes no named arguments`;
    return failAt(context, 'call/unknown', title, {
      span: named.name.span,
      message: `\`${callee.name}(${callee.parameters})\` is meant by position`,
    });
  }
  try {
    const value = callee.apply(given.map((argument) => argument.value));
    return finite(context, value, site.span);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const at = given[error.index] as Given | undefined;
    const span = at?.span ?? site.span;
    const meant = at?.value.kind === 'tensor' ? counterpartOf(callee.name) : undefined;
    return failAt(
      context,
      'call/function',
      error.message,
      { span, message: 'given here' },
      { hint: meant === undefined ? undefined : counterpartText(callee.name, meant) },
    );
  }
}

/** Numbers must stay finite: an infinite kernel size helps nobody. */
function finite(context: Context, value: Val, span: Span): Val {
  if (value.kind !== 'number' || Number.isFinite(value.value)) return value;
  const title = Number.isNaN(value.value)
    ? 'the result is not a number'
    : 'the result is too large for a number';
  return failAt(context, 'value/number', title, { span, message: `gives ${value.value}` });
}
