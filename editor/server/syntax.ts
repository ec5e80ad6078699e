import type * as ast from '../../compiler/frontend/syntax/ast.js';
import { bodiesOf, childrenOf, expressionsOf } from '../../compiler/frontend/syntax/children.js';
import { contains } from './analysis.js';

/** Something in the text that an editor may ask about, the innermost at a place. */
export type Found =
  | { readonly kind: 'argument'; readonly callee: ast.Expression; readonly name: ast.Identifier }
  | { readonly kind: 'member'; readonly expression: ast.MemberExpression }
  | {
      readonly kind: 'callee';
      readonly callee: ast.NameExpression;
      /** The call with its arguments, whose value is the result. */
      readonly call: ast.CallExpression | ast.PipelineStep;
    }
  | { readonly kind: 'name'; readonly expression: ast.NameExpression }
  | { readonly kind: 'input-type'; readonly type: ast.Identifier }
  | { readonly kind: 'import-path'; readonly item: ast.ImportItem }
  | { readonly kind: 'weights-path'; readonly path: ast.StringExpression };

/** A call: what is called, and what it is given. */
export interface Call {
  readonly callee: ast.Expression;
  readonly arguments: readonly ast.Argument[];
  readonly node: ast.CallExpression | ast.PipelineStep;
}

/** What the text at `offset` is; undefined where nothing of interest stands. */
export function findAt(module: ast.Module, offset: number): Found | undefined {
  let found: Found | undefined;
  walk(module, {
    expression(expression) {
      if (!contains(expression.span, offset)) return;
      if (expression.kind === 'name') found = { kind: 'name', expression };
      if (expression.kind === 'member' && contains(expression.member.span, offset)) {
        found = { kind: 'member', expression };
      }
    },
    call({ callee, arguments: given, node }) {
      if (callee.kind === 'name' && contains(callee.span, offset)) {
        found = { kind: 'callee', callee, call: node };
      }
      for (const { name } of given) {
        if (name !== undefined && contains(name.span, offset)) {
          found = { kind: 'argument', callee, name };
        }
      }
    },
    statement(statement) {
      if (
        (statement.kind === 'input' || statement.kind === 'state') &&
        contains(statement.type.name.span, offset)
      ) {
        found = { kind: 'input-type', type: statement.type.name };
      }
      if (statement.kind === 'weights' && statement.path.kind === 'string') {
        if (contains(statement.path.span, offset)) {
          found = { kind: 'weights-path', path: statement.path };
        }
      }
    },
    item(item) {
      if (item.kind === 'import' && contains(item.path.span, offset)) {
        found = { kind: 'import-path', item };
      }
    },
  });
  return found;
}

export interface Visitor {
  item?(item: ast.Item): void;
  statement?(statement: ast.Statement): void;
  /** Outer expressions before those within. */
  expression?(expression: ast.Expression): void;
  /** Calls and steps of pipelines, behind their expressions. */
  call?(call: Call): void;
}

/** Visits everything in a module, in the order of the text. */
export function walk(module: ast.Module, visitor: Visitor): void {
  for (const item of module.items) {
    visitor.item?.(item);
    if (item.kind === 'bind') visitExpression(item.value, visitor);
    if (item.kind !== 'network' && item.kind !== 'block') continue;
    for (const { value } of item.parameters) {
      if (value !== undefined) visitExpression(value, visitor);
    }
    visitBody(item.body, visitor);
  }
}

function visitBody({ statements }: ast.Body, visitor: Visitor): void {
  for (const statement of statements) {
    visitor.statement?.(statement);
    for (const expression of expressionsOf(statement)) visitExpression(expression, visitor);
    for (const body of bodiesOf(statement)) visitBody(body, visitor);
  }
}

function visitExpression(expression: ast.Expression, visitor: Visitor): void {
  visitor.expression?.(expression);
  for (const child of childrenOf(expression)) visitExpression(child, visitor);
  if (expression.kind === 'call') {
    const { callee, arguments: given } = expression;
    visitor.call?.({ callee, arguments: given, node: expression });
  }
  if (expression.kind === 'pipeline') {
    for (const step of expression.steps) {
      visitor.call?.({ callee: step.callee, arguments: step.arguments ?? [], node: step });
    }
  }
}
