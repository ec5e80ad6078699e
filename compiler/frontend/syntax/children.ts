import type * as ast from './ast.js';

/** The expressions directly within one, in the order of the text. */
export function childrenOf(expression: ast.Expression): readonly ast.Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'name':
      return [];
    case 'error':
      return expression.read === undefined ? [] : [expression.read];
    case 'string':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'list':
    case 'tuple':
      return expression.items;
    case 'group':
      return [expression.value];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'index':
      return [expression.target, expression.index];
    case 'member':
      return [expression.target];
    case 'call':
      return [
        expression.callee,
        ...expression.arguments.map((argument) => argument.value),
        ...(expression.label === undefined ? [] : [expression.label]),
      ];
    case 'pipeline':
      return [
        expression.head,
        ...expression.steps.flatMap((step) => [
          step.callee,
          ...(step.arguments ?? []).map((argument) => argument.value),
          ...(step.label === undefined ? [] : [step.label]),
        ]),
      ];
    case 'if-expression':
      return [
        ...expression.branches.flatMap((branch) => [branch.condition, branch.value]),
        expression.otherwise,
      ];
  }
}

/** The expressions directly within a statement, without those of its bodies. */
export function expressionsOf(statement: ast.Statement): readonly ast.Expression[] {
  switch (statement.kind) {
    case 'bind':
    case 'expression':
      return [statement.value];
    case 'return':
      return [...statement.values];
    case 'for':
      return [statement.list];
    case 'if':
      return statement.branches.map(({ condition }) => condition);
    case 'weights':
      return [statement.path, ...statement.arguments.map(({ value }) => value)];
    case 'input':
      return statement.type.arguments.map(({ value }) => value);
    case 'state':
      return [
        ...statement.type.arguments.map(({ value }) => value),
        ...(statement.value === undefined ? [] : [statement.value]),
      ];
    case 'output':
      return [
        ...(statement.type?.arguments.map(({ value }) => value) ?? []),
        ...[statement.value, statement.labels].flatMap((each) => each ?? []),
      ];
  }
}

/** The bodies of a statement, in the order of the text. */
export function bodiesOf(statement: ast.Statement): readonly ast.Body[] {
  if (statement.kind === 'for') return [statement.body];
  if (statement.kind !== 'if') return [];
  const bodies = statement.branches.map(({ body }) => body);
  return statement.otherwise === undefined ? bodies : [...bodies, statement.otherwise];
}
