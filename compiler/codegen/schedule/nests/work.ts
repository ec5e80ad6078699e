import { once } from '../../../lower/formulas/expression.js';
import { rangeOf } from '../../../lower/formulas/index-expr.js';
import type { Expression, ForStatement, Statement } from '../../../lower/loops/loop-ir.js';
import { operandsOf } from '../../../lower/loops/loop-ir.js';
import { MATH_FUNCTIONS } from '../../math/functions.js';
import { bodyOf, expressionsOf } from '../../../lower/loops/rewrite-loops.js';

/**
 * About how many instructions statements execute that load, store or compute, by which kernels are
 * compared before anything is measured. Loops with moving bounds count as their longest iteration.
 */
export function work(statements: readonly Statement[]): number {
  return workMeter()(statements);
}

/** The same, for who asks of statements and then of what is inside them: each is looked at once. */
export function workMeter(): (statements: readonly Statement[]) => number {
  const measure = once(statementWork);
  return (statements) => statements.reduce((sum, statement) => sum + measure(statement), 0);
}

/** How many times threads come to the barriers among statements. */
export function barriersIn(statements: readonly Statement[]): number {
  return statements.reduce((sum, statement) => {
    if (statement.kind === 'barrier') return sum + 1;
    const iterations = statement.kind === 'for' ? iterationsOf(statement) : 1;
    return sum + iterations * barriersIn(bodyOf(statement));
  }, 0);
}

/** The most iterations that a loop can take. */
export function iterationsOf({ variable, from, to }: ForStatement): number {
  const most = rangeOf(to).max - rangeOf(from).min;
  return Math.max(0, Math.min(most, variable.max - variable.min + 1));
}

function statementWork(statement: Statement, inside: (statement: Statement) => number): number {
  const within = (body: readonly Statement[]): number =>
    body.reduce((sum, each) => sum + inside(each), 0);
  switch (statement.kind) {
    case 'for': {
      // What is claimed inside is done once for all slots.
      const iterations = statement.parallel?.kind === 'slots' ? 1 : iterationsOf(statement);
      return iterations * (1 + within(statement.body));
    }
    case 'if':
      return 1 + within(statement.body);
    case 'outlined':
      return within(statement.body);
    case 'while':
      return (statement.variable.max - statement.variable.min + 1) * (1 + within(statement.body));
    // It is for what hardly ever happens.
    case 'if-any':
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

/** The polynomials of exp, tanh and the like. */
const FUNCTION_WORK = 20;

/** As if it were written out as a tree: what is shared in it counts wherever it stands. */
const expressionWork = (expression: Expression): number =>
  once<Expression, number>((node, inside) => {
    const operands = operandsOf(node).reduce((sum, operand) => sum + inside(operand), 0);
    if (node.kind === 'local' || node.kind === 'number') return operands;
    const isOperation = node.kind === 'unary' || node.kind === 'binary';
    const isFunction = isOperation && MATH_FUNCTIONS.has(node.op);
    return operands + (isFunction ? FUNCTION_WORK : 1);
  })(expression);
