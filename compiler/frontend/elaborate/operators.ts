import type { Span } from '../../diagnostics/diagnostic.js';
import type * as ast from '../syntax/ast.js';
import type { CallSite } from './arguments.js';
import { callOp } from './call-op.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import { SURFACES } from './surfaces.js';
import type { Placed, Val } from './values.js';
import { boolean, describe, isPoisoned, list, number, POISON, string } from './values.js';

/** The ops that operators on tensors stand for. */
const TENSOR_OPERATORS: Readonly<Partial<Record<ast.BinaryOperator, string>>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '**': 'pow',
};

/** Division rounds down, and the remainder has the sign of the divisor, as in Python. */
const ARITHMETIC: Readonly<Record<ast.ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A binary operator other than `and` and `or`, which do not evaluate both sides. */
export function applyBinary(
  context: Context,
  operator: Exclude<ast.BinaryOperator, 'and' | 'or'>,
  left: Placed,
  right: Placed,
  span: Span,
): Val {
  if (isPoisoned(left.value) || isPoisoned(right.value)) return POISON;
  if (left.value.kind === 'tensor' || right.value.kind === 'tensor') {
    return applyToTensors(context, operator, left, right, span);
  }
  if (operator === '==' || operator === '!=') {
    return boolean(equal(left.value, right.value) === (operator === '=='));
  }
  const [a, b] = [left.value, right.value];
  if (operator === '+' && a.kind === 'string' && b.kind === 'string') {
    return limitedString(context, a.value + b.value, span);
  }
  if (operator === '+' && a.kind === 'list' && b.kind === 'list') {
    context.session.spend(a.items.length + b.items.length, span);
    return list([...a.items, ...b.items]);
  }
  if (a.kind !== 'number' || b.kind !== 'number') {
    const wrong = a.kind === 'number' ? right : left;
    return failAt(
      context,
      'value/operator',
      `\`${operator}\` cannot take ${describe(a)} and ${describe(b)}`,
      { span: wrong.span, message: describe(wrong.value) },
      { about: [wrong.value] },
    );
  }
  if (operator in ORDER) return boolean(ORDER[operator](a.value, b.value));
  if (operator === '..') return range(context, left, right, span);
  return arithmetic(context, operator as ast.ArithmeticOperator, a.value, b.value, right, span);
}

/** `-x` on numbers and tensors. */
export function negate(context: Context, operand: Placed, span: Span): Val {
  const { value } = operand;
  if (value.kind === 'number') return number(-value.value);
  const entry = value.kind === 'tensor' ? SURFACES.get('neg') : undefined;
  if (entry !== undefined) {
    return callOp(context, { name: '-', calleeSpan: span, span }, entry, [operand]);
  }
  if (isPoisoned(value)) return POISON;
  const title = `\`-\` cannot take ${describe(value)}`;
  const primary = { span: operand.span, message: describe(value) };
  return failAt(context, 'value/operator', title, primary, { about: [value] });
}

/** The truth value of `placed`, or undefined after reporting that it has none. */
export function truth(context: Context, placed: Placed, what: string): boolean | undefined {
  const { value, span } = placed;
  if (value.kind === 'boolean') return value.value;
  if (isPoisoned(value)) return undefined;
  const tensor = value.kind === 'tensor';
  failAt(
    context,
    'value/condition',
    `${what} must be true or false, but is ${describe(value)}`,
    { span, message: describe(value) },
    {
      about: [value],
      hint: tensor
        ? 'conditions are decided when the network is built, before any tensor has values'
        : 'compare it: `x != 0`, `len(list) > 0`',
    },
  );
  return undefined;
}

export function limitedString(context: Context, text: string, span: Span): Val {
  context.session.spend(Math.ceil(text.length / 100), span);
  if (text.length <= LIMITS.stringLength) return string(text);
  return context.session.halt(
    'string',
    `this string has more than ${LIMITS.stringLength} characters`,
    span,
  );
}

function applyToTensors(
  context: Context,
  operator: ast.BinaryOperator,
  left: Placed,
  right: Placed,
  span: Span,
): Val {
  const name = TENSOR_OPERATORS[operator];
  const entry = name === undefined ? undefined : SURFACES.get(name);
  if (entry === undefined) {
    const tensor = left.value.kind === 'tensor' ? left : right;
    return failAt(
      context,
      'value/operator',
      `\`${operator}\` cannot take ${describe(left.value)} and ${describe(right.value)}`,
      { span: tensor.span, message: describe(tensor.value) },
      { hint: 'tensors take `+`, `-`, `*`, `/` and `**`; the other operators are for constants' },
    );
  }
  const other = left.value.kind === 'tensor' ? right : left;
  if (!['tensor', 'number', 'list'].includes(other.value.kind)) {
    return failAt(
      context,
      'value/operator',
      `\`${operator}\` cannot take ${describe(left.value)} and ${describe(right.value)}`,
      { span: other.span, message: describe(other.value) },
      { about: [other.value] },
    );
  }
  const site: CallSite = { name: operator, calleeSpan: span, span };
  return callOp(context, site, entry, [left, right]);
}

function arithmetic(
  context: Context,
  operator: ast.ArithmeticOperator,
  a: number,
  b: number,
  right: Placed,
  span: Span,
): Val {
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) {
    return failAt(context, 'value/division', `${a} is divided by zero`, {
      span: right.span,
      message: 'this is 0',
    });
  }
  const result = ARITHMETIC[operator](a, b);
  if (Number.isFinite(result)) return number(result);
  const title = `\`${a} ${operator} ${b}\` is not a finite number`;
  return failAt(context, 'value/number', title, { span, message: `gives ${result}` });
}

/** `0..3` is [0, 1, 2]. */
function range(context: Context, left: Placed, right: Placed, span: Span): Val {
  const wrong = [left, right].find(
    ({ value }) => value.kind !== 'number' || !Number.isSafeInteger(value.value),
  );
  if (wrong !== undefined || left.value.kind !== 'number' || right.value.kind !== 'number') {
    const place = wrong ?? left;
    const title = `a range goes from integer to integer, but one end is ${describe(place.value)}`;
    const primary = { span: place.span, message: 'not an integer' };
    return failAt(context, 'value/range', title, primary, { about: [place.value] });
  }
  const length = Math.max(0, right.value.value - left.value.value);
  context.session.spend(length, span);
  const start = left.value.value;
  return list(Array.from({ length }, (_, index) => number(start + index)));
}

function equal(a: Val, b: Val): boolean {
  if (a.kind === 'list' && b.kind === 'list') {
    return (
      a.items.length === b.items.length && a.items.every((item, at) => equal(item, b.items[at]))
    );
  }
  if ('value' in a && 'value' in b && a.kind === b.kind) return a.value === b.value;
  return a === b;
}
