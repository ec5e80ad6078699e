import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import { adviceOnName } from '../foreign/advice.js';
import type * as ast from '../syntax/ast.js';
import type { CallSite, Given } from './arguments.js';
import { nameIn, placeOf } from './checked-names.js';
import { call } from './call.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import { applyBinary, limitedString, negate, truth } from './operators.js';
import type { CallableVal, Placed, Val } from './values.js';
import {
  boolean,
  describe,
  isCallable,
  isPoisoned,
  list,
  nameOf,
  number,
  POISON,
  string,
} from './values.js';

/** Evaluates an expression; failures are reported and give the poisoned value. */
export function evaluate(expression: ast.Expression, context: Context): Val {
  const { session } = context;
  session.spend(1, expression.span);
  const value = session.nested(expression.span, () => evaluateNode(expression, context));
  session.observe(expression.span, value);
  return value;
}

function evaluateNode(expression: ast.Expression, context: Context): Val {
  switch (expression.kind) {
    case 'number':
      return number(expression.value);
    case 'boolean':
      return boolean(expression.value);
    case 'string':
      return interpolate(expression, context);
    case 'list':
      return list(expression.items.map((item) => evaluate(item, context)));
    case 'tuple':
      return { kind: 'tuple', items: expression.items.map((item) => evaluate(item, context)) };
    case 'group':
      return evaluate(expression.value, context);
    case 'name':
      return lookup(expression, context);
    case 'unary':
      return unary(expression, context);
    case 'binary':
      return binary(expression, context);
    case 'call':
      return callExpression(expression, context);
    case 'index':
      return index(expression, context);
    case 'member':
      return member(expression, context);
    case 'pipeline':
      return pipeline(expression, context);
    case 'if-expression':
      return conditional(expression, context);
    case 'error':
      return POISON;
  }
}

function placed(expression: ast.Expression, context: Context): Placed {
  return { value: evaluate(expression, context), span: expression.span };
}

function interpolate(expression: ast.StringExpression, context: Context): Val {
  let text = '';
  for (const part of expression.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = evaluate(part, context);
    if (isPoisoned(value)) return POISON;
    if (value.kind !== 'number' && value.kind !== 'string' && value.kind !== 'boolean') {
      return failAt(context, 'value/text', `${describe(value)} cannot be written into a string`, {
        span: part.span,
        message: describe(value),
      });
    }
    text += `${value.value}`;
  }
  return limitedString(context, text, expression.span);
}

function lookup({ name, span }: ast.NameExpression, context: Context): Val {
  return context.scope.lookup(name)?.value ?? unknownName(name, span, context);
}

function unknownName(name: string, span: Span, context: Context): Val {
  const { doubtful, names } = context.session;
  if (doubtful.get(span.file)?.has(name) === true) return POISON;
  if (names?.unknown.has(nameIn(span.file, name)) === true) return POISON;
  if (names?.bound.has(placeOf(span)) === true) {
    return failAt(
      context,
      'name/unbound',
      `\`${name}\` has no value here`,
      { span, message: 'nothing was bound to it' },
      {
        hint: 'it is bound only in a branch that was not taken, or in a loop that had no iteration',
      },
    );
  }
  return failAt(
    context,
    'name/unknown',
    `there is no \`${name}\` here`,
    { span, message: 'unknown name' },
    adviceOnName(name, context.scope.names()),
  );
}

function unary(expression: ast.UnaryExpression, context: Context): Val {
  const operand = placed(expression.operand, context);
  if (expression.operator === '-') return negate(context, operand, expression.span);
  const value = truth(context, operand, 'what `not` takes');
  return value === undefined ? POISON : boolean(!value);
}

function binary(expression: ast.BinaryExpression, context: Context): Val {
  const { operator, span } = expression;
  const left = placed(expression.left, context);
  if (operator !== 'and' && operator !== 'or') {
    return applyBinary(context, operator, left, placed(expression.right, context), span);
  }
  const first = truth(context, left, `the left side of \`${operator}\``);
  if (first === undefined) return POISON;
  if (first === (operator === 'or')) return boolean(first);
  const right = placed(expression.right, context);
  const second = truth(context, right, `the right side of \`${operator}\``);
  return second === undefined ? POISON : boolean(second);
}

function callExpression(expression: ast.CallExpression, context: Context): Val {
  const given = evaluateArguments(expression.arguments, context);
  return callNamed(expression.callee, expression.label, given, expression.span, context);
}

function pipeline(expression: ast.PipelineExpression, context: Context): Val {
  let value = evaluate(expression.head, context);
  let span = expression.head.span;
  const { head } = expression;
  let spans = head.kind === 'tuple' ? head.items.map((item) => item.span) : [];
  for (const step of expression.steps) {
    const items = value.kind === 'tuple' ? value.items : [value];
    const piped = items.map((item, at): Given => ({
      value: item,
      span: spans.at(at) ?? span,
      piped: true,
    }));
    const given = [...piped, ...evaluateArguments(step.arguments ?? [], context)];
    value = callNamed(step.callee, step.label, given, step.span, context);
    context.session.observe(step.span, value);
    span = step.span;
    spans = [];
  }
  return value;
}

export function evaluateArguments(args: readonly ast.Argument[], context: Context): Given[] {
  return args.map(({ name, value }) => ({
    ...(name === undefined ? {} : { name }),
    value: evaluate(value, context),
    span: value.span,
  }));
}

function callNamed(
  callee: ast.Expression,
  label: ast.Expression | undefined,
  given: readonly Given[],
  span: Span,
  context: Context,
): Val {
  const name = label === undefined ? undefined : layerName(label, context);
  const target = callable(callee, context);
  if (target === undefined || (label !== undefined && name === undefined)) return POISON;
  const site: CallSite = {
    name: nameOf(target),
    calleeSpan: callee.span,
    span,
    ...(name === undefined ? {} : { label: name }),
  };
  return call(context, site, target, given);
}

function callable(callee: ast.Expression, context: Context): CallableVal | undefined {
  if (callee.kind === 'name') {
    const found = context.scope.lookupCallable(callee.name);
    if (found !== undefined) return found;
  }
  const value = evaluate(callee, context);
  if (isPoisoned(value)) return undefined;
  if (isCallable(value)) return value;
  failAt(
    context,
    'call/callee',
    `${describe(value)} cannot be called`,
    { span: callee.span, message: 'neither a block nor an op' },
    {
      about: [value],
      hint: 'a pipeline goes through blocks and ops: `x -> conv(8, kernel = 3) -> relu`',
    },
  );
  return undefined;
}

/** Names of layers: what safetensors files hold, so no empty part and no control characters; or no name at all. */
function layerName(label: ast.Expression, context: Context): string | undefined {
  const value = evaluate(label, context);
  if (value.kind !== 'string') return undefined;
  if (value.value === '') return '';
  const segments = value.value.split('.');
  const readable = segments.every((segment) => /^[^\s\p{C}]+$/u.test(segment));
  if (readable) return value.value;
  failAt(
    context,
    'name/layer',
    `"${value.value}" cannot name a layer`,
    { span: label.span, message: 'this name has an empty or unreadable part' },
    { hint: 'write parts without spaces, joined by dots: `as "features.0"`' },
  );
  return undefined;
}

function index(expression: ast.IndexExpression, context: Context): Val {
  const target = evaluate(expression.target, context);
  const at = evaluate(expression.index, context);
  if (target.kind === 'poison' || isPoisoned(at)) return POISON;
  if (target.kind !== 'list' && target.kind !== 'tuple' && target.kind !== 'string') {
    return failAt(
      context,
      'value/index',
      `${describe(target)} has no elements to index`,
      { span: expression.target.span, message: describe(target) },
      {
        about: [target],
        hint: target.kind === 'tensor' ? 'take a part of a tensor with `slice`' : undefined,
      },
    );
  }
  const items = target.kind === 'string' ? [...target.value].map(string) : target.items;
  const position = at.kind === 'number' ? at.value : NaN;
  const item = Number.isInteger(position) ? items.at(position) : undefined;
  if (item !== undefined) return item;
  return failAt(
    context,
    'value/index',
    `${describe(target)} has no element at ${at.kind === 'number' ? at.value : describe(at)}`,
    { span: expression.index.span, message: `the elements are 0 to ${items.length - 1}` },
    { about: [target] },
  );
}

/** Axes by name, for tensors N, C, H, W. */
const AXES: Readonly<Record<string, number>> = { batch: 0, channels: 1, height: 2, width: 3 };

/** What may follow a dot behind a tensor. */
export const MEMBERS: readonly string[] = ['shape', 'rank', ...Object.keys(AXES)];

function member(expression: ast.MemberExpression, context: Context): Val {
  const target = evaluate(expression.target, context);
  if (target.kind === 'poison') return POISON;
  const { text, span } = expression.member;
  if (target.kind !== 'tensor' || !MEMBERS.includes(text)) {
    return failAt(
      context,
      'value/member',
      `${describe(target)} has no \`${text}\``,
      { span, message: 'unknown property' },
      target.kind === 'tensor'
        ? (didYouMean(text, MEMBERS) ?? { hint: `tensors have ${MEMBERS.join(', ')}` })
        : { about: [target], hint: `only tensors have properties: ${MEMBERS.join(', ')}` },
    );
  }
  const { shape } = target.value.type;
  if (text === 'shape') return list(shape.map(number));
  if (text === 'rank') return number(shape.length);
  const axis = AXES[text];
  if (axis < shape.length) return number(shape[axis]);
  return failAt(
    context,
    'value/member',
    `a tensor [${shape.join(',')}] has no ${text}: that is axis ${axis}`,
    { span, message: `only ${shape.length} axes here` },
    {
      about: [target.value],
      secondary: [{ span: target.value.span, message: 'the tensor comes from here' }],
    },
  );
}

function conditional(expression: ast.IfExpression, context: Context): Val {
  for (const branch of expression.branches) {
    const taken = truth(context, placed(branch.condition, context), 'the condition of `if`');
    if (taken === undefined) return POISON;
    if (taken) return evaluate(branch.value, context);
  }
  return evaluate(expression.otherwise, context);
}
