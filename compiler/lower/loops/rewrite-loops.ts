import type { Index } from '../formulas/index-expr.js';
import type { Condition, Expression, Sharing, Statement, Test } from './loop-ir.js';
import { mapOperands, rewrite, walk } from './loop-ir.js';

/** Calls `visit` for every statement, outer ones before what they contain. */
export function walkStatements(
  statements: readonly Statement[],
  visit: (statement: Statement) => void,
): void {
  for (const statement of statements) {
    visit(statement);
    walkStatements(bodyOf(statement), visit);
  }
}

/** The statements inside a statement. */
export function bodyOf(statement: Statement): readonly Statement[] {
  return 'body' in statement ? statement.body : [];
}

/** The expressions that a statement itself evaluates. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'if-any':
      return statement.any.flatMap(({ a, b }) => [a, b]);
    case 'while':
      return [statement.test.a, statement.test.b];
    case 'set':
    case 'store':
    case 'lookup':
      return [statement.value];
    case 'for':
    case 'if':
    case 'outlined':
    case 'let':
    case 'touch':
    case 'barrier':
      return [];
  }
}

/** The statement with the expressions that it evaluates itself replaced. */
export function mapOwnExpressions(
  statement: Statement,
  map: (expression: Expression) => Expression,
): Statement {
  const mapTest = ({ test, a, b }: Test): Test => ({ test, a: map(a), b: map(b) });
  switch (statement.kind) {
    case 'if-any':
      return { ...statement, any: statement.any.map(mapTest) };
    case 'while':
      return { ...statement, test: mapTest(statement.test) };
    case 'set':
    case 'store':
    case 'lookup':
      return { ...statement, value: map(statement.value) };
    case 'for':
    case 'if':
    case 'outlined':
    case 'let':
    case 'touch':
    case 'barrier':
      return statement;
  }
}

/** The names of the buffers that statements touch. */
export function buffersIn(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(statements, (statement) => {
    if ('buffer' in statement) names.add(statement.buffer.name);
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind === 'load') names.add(node.buffer.name);
      });
    }
  });
  return names;
}

/** How many loops there are whose iterations threads claim. */
export function claimedLoops(statements: readonly Statement[]): number {
  return sharings(statements).filter(({ kind }) => kind === 'claimed').length;
}

/** Whether threads divide any of the work among themselves. */
export function isParallel(statements: readonly Statement[]): boolean {
  return sharings(statements).length > 0;
}

function sharings(statements: readonly Statement[]): Sharing[] {
  const found: Sharing[] = [];
  walkStatements(statements, (statement) => {
    if (statement.kind === 'for' && statement.parallel) found.push(statement.parallel);
  });
  return found;
}

/** What an integer expression is for; `hint` is a name for it. */
export interface IndexUse {
  readonly kind: 'address' | 'bound' | 'condition' | 'value';
  readonly hint: string;
}

export type MapIndex = (index: Index, use: IndexUse) => Index;

/** Rebuilds statements with every integer expression replaced. */
export function mapIndices(statements: readonly Statement[], map: MapIndex): Statement[] {
  const conditions = (list: readonly Condition[]): Condition[] =>
    list.map(({ index, extent }) => ({
      index: map(index, { kind: 'condition', hint: 'position' }),
      extent,
    }));
  const indicesOf = (node: Expression): Expression => {
    if (node.kind === 'load') {
      return { ...node, address: map(node.address, { kind: 'address', hint: node.buffer.name }) };
    }
    if (node.kind === 'integer') {
      return { ...node, value: map(node.value, { kind: 'value', hint: 'count' }) };
    }
    if (node.kind === 'pick') {
      return { ...node, at: map(node.at, { kind: 'value', hint: 'number' }) };
    }
    return node.kind === 'when' ? { ...node, conditions: conditions(node.conditions) } : node;
  };
  const expression = (root: Expression): Expression =>
    rewrite(root, (node, inside) => mapOperands(indicesOf(node), inside));
  return statements.map((old): Statement => {
    const statement = mapOwnExpressions(old, expression);
    switch (statement.kind) {
      case 'for': {
        const { name } = statement.variable;
        return {
          ...statement,
          from: map(statement.from, { kind: 'bound', hint: `${name}_from` }),
          to: map(statement.to, { kind: 'bound', hint: `${name}_to` }),
          body: mapIndices(statement.body, map),
        };
      }
      case 'if':
        return {
          ...statement,
          conditions: conditions(statement.conditions),
          body: mapIndices(statement.body, map),
        };
      case 'if-any':
      case 'while':
      case 'outlined':
        return { ...statement, body: mapIndices(statement.body, map) };
      case 'let': {
        const { name, at } = statement.variable;
        const hint = at === undefined ? name : `${name}_of_all`;
        return { ...statement, value: map(statement.value, { kind: 'value', hint }) };
      }
      case 'store':
      case 'touch':
        return {
          ...statement,
          address: map(statement.address, { kind: 'address', hint: statement.buffer.name }),
        };
      case 'set':
      case 'lookup':
      case 'barrier':
        return statement;
    }
  });
}
