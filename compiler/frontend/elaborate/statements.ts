import type { Span } from '../../diagnostics/diagnostic.js';
import * as ast from '../syntax/ast.js';
import { bodiesOf } from '../syntax/children.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import { evaluate } from './evaluate.js';
import { declareInput } from './inputs.js';
import { truth } from './operators.js';
import { declareOutput } from './outputs.js';
import { Scope } from './scope.js';
import { declareState, keepStates } from './states.js';
import type { Val } from './values.js';
import { count, describe, isSeveralTensors, POISON } from './values.js';
import { nameWeights } from './weights.js';

/** Runs the statements of a branch or body; returns what `return` gave, or undefined without one. */
function execute(body: ast.Body, context: Context): Val | undefined {
  for (const statement of body.statements) {
    context.session.spend(1, statement.span);
    const returned = context.session.nested(statement.span, () => run(statement, context));
    if (returned !== undefined) return returned;
  }
  return undefined;
}

/** Runs a body with a scope of its own, whose states end with it. */
export function executeBody(body: ast.Body, context: Context): Val | undefined {
  const returned = execute(body, context);
  keepStates(context.scope, context);
  return returned;
}

function run(statement: ast.Statement, context: Context): Val | undefined {
  switch (statement.kind) {
    case 'bind':
      bind(statement, context);
      return undefined;
    case 'expression':
      evaluate(statement.value, context);
      return undefined;
    case 'return':
      return giveBack(statement, context);
    case 'for':
      return loop(statement, context);
    case 'if':
      return branch(statement, context);
    case 'weights':
      if (inNetwork('weights', statement.span, context)) nameWeights(statement, context);
      return undefined;
    case 'input':
      if (inNetwork('input', statement.span, context)) declareInput(statement, context);
      return undefined;
    case 'state':
      declareState(statement, context);
      return undefined;
    case 'output':
      if (inNetwork('output', statement.span, context)) declareOutput(statement, context);
      return undefined;
  }
}

/** `a = …`, or `a, _, b = …` for several results, of which the second is not used. */
export function bind(statement: ast.BindStatement, context: Context): void {
  const { names, value: expression } = statement;
  const moment = context.session.draft.now();
  const single = names.length === 1;
  const value = evaluate(
    expression,
    single ? { ...context, group: { name: names[0].text } } : context,
  );
  const values = single ? [underOneName(value, names[0])] : several(value, statement, context);
  names.forEach((name, at) => {
    const one = values?.[at] ?? POISON;
    context.session.observe(name.span, one);
    if (name.text === ast.NOTHING) return;
    if (one.kind === 'tensor' && context.session.draft.madeSince(one.value, moment)) {
      one.value.binding = { container: context.container, name: name.text };
    }
    context.scope.assign(name.text, { value: one, span: name.span });
  });
}

/** Several tensors remember that they have one name together, which is often a mistake. */
function underOneName(value: Val, name: ast.Identifier): Val {
  return isSeveralTensors(value) ? { ...value, name } : value;
}

function several(
  value: Val,
  statement: ast.BindStatement,
  context: Context,
): readonly Val[] | undefined {
  if (value.kind === 'poison') return undefined;
  const { names } = statement;
  const items = value.kind === 'tuple' || value.kind === 'list' ? value.items : undefined;
  if (items?.length === names.length) return items;
  failAt(
    context,
    'bind/count',
    `${count(names.length, 'name')} cannot be bound to ${describe(value)}`,
    { span: statement.value.span, message: describe(value) },
    {
      secondary: [
        {
          span: { ...names[0].span, end: names[names.length - 1].span.end },
          message: count(names.length, 'name'),
        },
      ],
      hint: items === undefined ? undefined : countHint(names, items.length),
    },
  );
  return undefined;
}

/** The names as they may have been meant. */
function countHint(names: readonly ast.Identifier[], results: number): string | undefined {
  const right = Array.from({ length: results }, (_, at) =>
    at < names.length ? names[at].text : ast.NOTHING,
  );
  if (right.every((name) => name === ast.NOTHING)) return undefined;
  const what = results < names.length ? 'bind as many' : '`_` takes what is not used';
  return `${what}: \`${right.join(', ')} = …\``;
}

function giveBack(statement: ast.ReturnStatement, context: Context): Val | undefined {
  const values = statement.values.map((value) => evaluate(value, context));
  if (context.container.parent === undefined) {
    failAt(
      context,
      'statement/place',
      'a network does not return values',
      { span: statement.span, message: '`return` belongs into a block' },
      { hint: 'write `output name` for each result' },
    );
    return undefined;
  }
  return values.length === 1 ? values[0] : { kind: 'tuple', items: values };
}

function loop(statement: ast.ForStatement, context: Context): Val | undefined {
  const value = evaluate(statement.list, context);
  if (value.kind !== 'list' && value.kind !== 'poison') {
    failAt(
      context,
      'value/loop',
      `\`for\` goes through a list, not ${describe(value)}`,
      { span: statement.list.span, message: describe(value) },
      { hint: value.kind === 'number' ? `write \`0..${value.value}\`` : undefined },
    );
  }
  // One iteration with a poisoned name still finds the mistakes inside.
  const isKnown = value.kind === 'list';
  const items = isKnown ? value.items : [POISON];
  for (const item of items) {
    context.session.spend(1, statement.span);
    const scope = new Scope(context.scope, 'iteration');
    scope.define(statement.name.text, { value: item, span: statement.name.span });
    context.session.observe(statement.name.span, item);
    const returned = executeBody(statement.body, { ...context, scope });
    if (returned !== undefined) return returned;
  }
  return isKnown ? undefined : poisonBindings([statement.body], context);
}

function branch(statement: ast.IfStatement, context: Context): Val | undefined {
  for (const { condition, body } of statement.branches) {
    const value = evaluate(condition, context);
    const taken = truth(context, { value, span: condition.span }, 'the condition of `if`');
    if (taken === undefined) {
      const bodies = statement.branches.map((each) => each.body);
      const { otherwise } = statement;
      return poisonBindings(otherwise === undefined ? bodies : [...bodies, otherwise], context);
    }
    if (taken) return execute(body, context);
  }
  return statement.otherwise === undefined ? undefined : execute(statement.otherwise, context);
}

/**
 * Nobody knows which of these bodies run, or how often: whatever any of them binds is poisoned, and
 * what one of them may return.
 */
function poisonBindings(bodies: readonly ast.Body[], context: Context): Val | undefined {
  let returned: Val | undefined;
  for (const statement of bodies.flatMap((body) => body.statements)) {
    const inner = poisonBindings(bodiesOf(statement), context);
    if (statement.kind === 'return' || inner !== undefined) returned = POISON;
    for (const { text, span } of boundBy(statement)) {
      context.scope.assign(text, { value: POISON, span });
    }
  }
  return returned;
}

function boundBy(statement: ast.Statement): readonly ast.Identifier[] {
  if (statement.kind === 'bind') return statement.names;
  if (statement.kind === 'input' || statement.kind === 'state') return [statement.name];
  return statement.kind === 'output' && statement.value !== undefined ? [statement.name] : [];
}

function inNetwork(word: string, span: Span, context: Context): boolean {
  if (context.container.parent === undefined) return true;
  failAt(
    context,
    'statement/place',
    `\`${word}\` belongs into a network, not into a block`,
    { span, message: `\`${word}\` inside the block \`${context.container.callee}\`` },
    { hint: 'a block takes its inputs as parameters and gives its results with `return`' },
  );
  return false;
}
