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
