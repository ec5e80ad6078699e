import type * as ast from '../syntax/ast.js';
import type { Context } from './context.js';
import { evaluate } from './evaluate.js';
import type { Val } from './values.js';
import { list, number } from './values.js';

/**
 * The value of a text such as `--set` takes: literals, lists and arithmetic on them. Undefined for
 * anything else, names and calls above all: what a setting means must not depend on a file.
 */
export function constantValue(expression: ast.Expression, context: Context): Val | undefined {
  if (expression.kind === 'number' || expression.kind === 'boolean') {
    return evaluate(expression, context);
  }
  if (expression.kind === 'string') {
    const plain = expression.parts.every((part) => typeof part === 'string');
    return plain ? evaluate(expression, context) : undefined;
  }
  if (expression.kind === 'group') return constantValue(expression.value, context);
  if (expression.kind === 'list') {
    const items = expression.items.map((item) => constantValue(item, context));
    return items.every((item) => item !== undefined) ? list(items) : undefined;
  }
  if (expression.kind === 'unary') {
    const operand = constantValue(expression.operand, context);
    const negated = operand?.kind === 'number' && expression.operator === '-';
    return negated ? number(-operand.value) : undefined;
  }
  if (expression.kind !== 'binary') return undefined;
  const left = constantValue(expression.left, context);
  const right = constantValue(expression.right, context);
  const numbers = left?.kind === 'number' && right?.kind === 'number';
  const divides = ['/', '//', '%'].includes(expression.operator);
  if (!numbers || (divides && right.value === 0)) return undefined;
  return evaluate(expression, context);
}
