import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import { sameShape, sameType, typeText } from '../../ir/types.js';
import type { TensorType } from '../../ir/types.js';
import { elementCount } from '../../ir/types.js';
import { elementsOf } from '../../ir/tensor.js';
import type * as ast from '../syntax/ast.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { DraftValue } from './draft.js';
import { evaluate, evaluateArguments } from './evaluate.js';
import { areElements, literalTensor } from './literals.js';
import type { Scope } from './scope.js';
import { readTensor, smallEnough } from './tensor-type.js';
import { describe, isPoisoned, POISON } from './values.js';

/** A name that begins as the last run has left it, until the body that declares it ends. */
export interface HeldName {
  readonly name: ast.Identifier;
  readonly value: DraftValue;
  readonly initial: DraftValue;
}

/**
 * `state h: tensor(…)`, or with what it begins with behind `=`: binds the name to what the last run has left.
 * What the name is bound to where the body ends is what the next run finds.
 */
export function declareState(statement: ast.StateStatement, context: Context): void {
  const { name, span } = statement;
  const { scope, session, container } = context;
  const poison = (): void => {
    scope.assign(name.text, { value: POISON, span: name.span });
  };
  const other = scope.held.find((held) => held.name.text === name.text);
  if (other !== undefined) {
    const title = `the state \`${name.text}\` is declared twice`;
    const secondary = [{ span: other.name.span, message: 'first declared here' }];
    failAt(
      context,
      'state/twice',
      title,
      { span: name.span, message: 'again here' },
      { secondary },
    );
    return;
  }
  const type = readType(statement, context);
  const initial = type && readInitial(statement, type, context);
  if (type === undefined || initial === undefined) {
    poison();
    return;
  }
  const value: DraftValue = { type, span, fallback: name.text, container };
  session.draft.made(value);
  scope.held.push({ name, value, initial });
  scope.assign(name.text, { value: { kind: 'tensor', value }, span: name.span });
  session.observe(name.span, { kind: 'tensor', value });
}

/** Where a body ends: what the names of its states are bound to is what the next run finds. */
export function keepStates(scope: Scope, context: Context): void {
  for (const { name, value, initial } of scope.held) {
    const bound = scope.own(name.text);
    if (bound === undefined || isPoisoned(bound.value)) continue;
    const at = { span: bound.span ?? name.span, message: describe(bound.value) };
    const secondary = [{ span: name.span, message: 'the state is declared here' }];
    if (bound.value.kind !== 'tensor') {
      const title = `the state \`${name.text}\` must stay a tensor, but is ${describe(bound.value)}`;
      failAt(context, 'state/kind', title, at, { about: [bound.value], secondary });
      continue;
    }
    const next = bound.value.value;
    if (next === value) {
      const title = `the state \`${name.text}\` is never given anything new`;
      const primary = { span: name.span, message: 'stays as it begins' };
      const hint = `bind the name again: the next run finds what \`${name.text}\` is at the end`;
      failAt(context, 'state/unchanged', title, primary, { hint });
      continue;
    }
    if (!sameType(next.type, value.type)) {
      const title = `the state \`${name.text}\` is ${typeText(value.type)}, but ends as ${typeText(next.type)}`;
      failAt(context, 'state/type', title, at, { about: [bound.value], secondary });
      continue;
    }
    context.session.draft.states.push({ value, next, initial });
  }
}

function readType(
  { type: { name, arguments: given } }: ast.StateStatement,
  context: Context,
): TensorType | undefined {
  const { text, span } = name;
  if (text === '') return undefined;
  if (text !== 'tensor') {
    const hint = didYouMean(text, ['tensor']) ?? { hint: 'a state is a `tensor`' };
    const title = `\`${text}\` is not a type of state`;
    failAt(context, 'state/type', title, { span, message: 'no such type' }, hint);
    return undefined;
  }
  const site = { name: text, calleeSpan: span, span };
  const type = readTensor(context, evaluateArguments(given, context));
  if (type === undefined || !smallEnough(context, site, type.shape)) return undefined;
  if (type.element === 'f32' || type.element === 'i32') return type;
  const title = `a state holds elements of type f32 or i32, not ${type.element}`;
  failAt(context, 'state/element', title, { span, message: type.element });
  return undefined;
}

/** What the first run finds: zeros, or what is written. */
function readInitial(
  { name, value: expression }: ast.StateStatement,
  type: TensorType,
  context: Context,
): DraftValue | undefined {
  const literal = (numbers: Iterable<number>, span: Span): DraftValue =>
    context.session.draft.literal(
      type,
      elementsOf(type.element, numbers),
      span,
      context.container,
      `${name.text}.initial`,
    );
  if (expression === undefined)
    return literal(new Float32Array(elementCount(type.shape)), name.span);
  const { span } = expression;
  const value = evaluate(expression, context);
  if (isPoisoned(value)) return undefined;
  const wrong = (found: string, message: string): void => {
    const title = `the state \`${name.text}\` is ${typeText(type)}, but begins with ${found}`;
    failAt(context, 'state/initial', title, { span, message }, { about: [value] });
  };
  if (value.kind === 'tensor') {
    if (sameType(value.value.type, type)) return value.value;
    wrong(typeText(value.value.type), describe(value));
    return undefined;
  }
  const read = literalTensor(value);
  if (typeof read === 'string') {
    wrong(describe(value), read);
    return undefined;
  }
  if (!areElements(context, read.numbers, type.element, span)) return undefined;
  if (sameShape(read.shape, type.shape)) return literal(read.numbers, span);
  wrong(`[${read.shape.join(',')}]`, describe(value));
  return undefined;
}
