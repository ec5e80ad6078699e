import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import type * as ast from './ast.js';
import { cover } from './places.js';

/** Expressions nested deeper than this are refused, so that walking a tree cannot overflow. */
const DEEPEST_EXPRESSION = 200;

/** An operator or operand of a chain that has not been given its structure yet. */
export type ChainItem =
  | { readonly kind: 'prefix'; readonly operator: ast.UnaryOperator; readonly span: Span }
  | { readonly kind: 'operand'; readonly value: ast.Expression }
  | { readonly kind: 'infix'; readonly operator: ast.BinaryOperator };

const PRECEDENCE: Readonly<Record<ast.BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '..': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '//': 7,
  '%': 7,
  '**': 9,
};
/** `not a == b` is `not (a == b)`; `-a ** 2` is `-(a ** 2)`. */
const PREFIX_PRECEDENCE: Readonly<Record<ast.UnaryOperator, number>> = { not: 3, '-': 8 };

/** Builds expressions and keeps count of their depth. */
export class TreeBuilder {
  readonly diagnostics: FrontendDiagnostic[] = [];
  private readonly depths = new WeakMap<ast.Expression, number>();

  /** Returns `expression`, or an error in its place when it nests too deeply. */
  node(
    expression: ast.Expression,
    ...children: readonly (ast.Expression | undefined)[]
  ): ast.Expression {
    let depth = 1;
    for (const child of children) {
      if (child !== undefined) depth = Math.max(depth, 1 + (this.depths.get(child) ?? 1));
    }
    if (depth <= DEEPEST_EXPRESSION) {
      this.depths.set(expression, depth);
      return expression;
    }
    this.diagnostics.push({
      severity: 'error',
      code: 'syntax/nesting',
      title: `this expression nests more than ${DEEPEST_EXPRESSION} levels deep`,
      primary: { span: expression.span, message: 'too deep' },
      hint: 'give its parts names of their own',
    });
    return { kind: 'error', span: expression.span };
  }

  /** Gives a chain of operands and operators its structure, by precedence climbing. */
  chain(items: readonly ChainItem[]): ast.Expression {
    const whole = { items, at: 0 };
    const tree = this.climb(whole, 0, 0);
    return tree;
  }

  private climb(
    cursor: { readonly items: readonly ChainItem[]; at: number },
    weakest: number,
    depth: number,
  ): ast.Expression {
    if (depth > DEEPEST_EXPRESSION) return this.flatOperand(cursor);
    let left = this.prefixed(cursor, depth);
    for (;;) {
      const item = cursor.items[cursor.at] as ChainItem | undefined;
      if (item?.kind !== 'infix') return left;
      const precedence = PRECEDENCE[item.operator];
      if (precedence < weakest) return left;
      cursor.at++;
      // `**` groups from the right, all others from the left.
      const right = this.climb(
        cursor,
        item.operator === '**' ? precedence : precedence + 1,
        depth + 1,
      );
      const span = cover(left.span, right.span);
      left = this.node({ kind: 'binary', operator: item.operator, left, right, span }, left, right);
    }
  }

  private prefixed(
    cursor: { readonly items: readonly ChainItem[]; at: number },
    depth: number,
  ): ast.Expression {
    const item = cursor.items[cursor.at++] as ChainItem | undefined;
    if (item?.kind === 'operand') return item.value;
    if (item?.kind !== 'prefix') throw new Error('a chain begins with an operand');
    const operand = this.climb(cursor, PREFIX_PRECEDENCE[item.operator], depth + 1);
    const span = cover(item.span, operand.span);
    return this.node({ kind: 'unary', operator: item.operator, operand, span }, operand);
  }

  /** Too deep to recurse: what remains of the chain becomes one operand that `node` refuses. */
  private flatOperand(cursor: {
    readonly items: readonly ChainItem[];
    at: number;
  }): ast.Expression {
    const spans = cursor.items
      .slice(cursor.at)
      .flatMap((item) => (item.kind === 'operand' ? [item.value.span] : []));
    cursor.at = cursor.items.length;
    const error: ast.Expression = { kind: 'error', span: cover(spans[0], spans[spans.length - 1]) };
    this.depths.set(error, DEEPEST_EXPRESSION);
    return error;
  }
}
