import { rangeOf } from '../../index-expr.js';
import type { Expression, ForStatement, Statement } from '../../loop-ir.js';
import { occurrences } from '../../loop-ir.js';
import { MATH_FUNCTIONS } from '../../math.js';
import { bodyOf, expressionsOf } from '../../rewrite-loops.js';

/**
 * About how many instructions statements execute that load, store or compute, by which kernels are
 * compared before anything is measured. Loops with moving bounds count as their longest turn.
 */
export function work(statements: readonly Statement[]): number {
  return statements.reduce((sum, statement) => sum + statementWork(statement), 0);
}

/** How many times threads meet at the barriers among statements. */
export function meetings(statements: readonly Statement[]): number {
  return statements.reduce((sum, statement) => {
    if (statement.kind === 'barrier') return sum + 1;
    const turns = statement.kind === 'for' ? turnsOf(statement) : 1;
    return sum + turns * meetings(bodyOf(statement));
  }, 0);
}

/** The most turns that a loop can take. */
export function turnsOf({ variable, from, to }: ForStatement): number {
  const most = rangeOf(to).max - rangeOf(from).min;
  return Math.max(0, Math.min(most, variable.max - variable.min + 1));
}

function statementWork(statement: Statement): number {
  switch (statement.kind) {
    case 'for': {
      // What is claimed inside is done once for all slots.
      const turns = statement.parallel?.kind === 'slots' ? 1 : turnsOf(statement);
      return turns * (1 + work(statement.body));
    }
    case 'if':
      return 1 + work(statement.body);
    // It is for what hardly ever happens.
    case 'if-positive':
      return expressionsOf(statement).reduce((sum, each) => sum + expressionWork(each), 1);
    case 'part':
      return work(statement.body);
    case 'set':
    case 'store':
      return expressionsOf(statement).reduce((sum, each) => sum + expressionWork(each), 1);
    case 'let':
    case 'lookup':
    case 'touch':
      return 1;
    case 'barrier':
      return 0;
  }
}

/** The polynomials of exp, tanh and sigmoid. */
const FUNCTION_WORK = 20;

function expressionWork(expression: Expression): number {
  let sum = 0;
  for (const [node, count] of occurrences(expression)) {
    if (node.kind === 'local' || node.kind === 'number') continue;
    const isFunction = node.kind === 'unary' && MATH_FUNCTIONS.has(node.op);
    sum += count * (isFunction ? FUNCTION_WORK : 1);
  }
  return sum;
}
