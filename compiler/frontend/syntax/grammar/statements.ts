import type { IToken } from 'chevrotain';
import type { Span } from '../../../diagnostics/diagnostic.js';
import type * as ast from '../ast.js';
import { cover } from '../places.js';
import * as t from '../tokens.js';
import { is, isName } from '../tokens.js';
import { ExpressionGrammar } from './expressions.js';

/** The rules of statements and bodies. */
export class StatementGrammar extends ExpressionGrammar {
  protected readonly body = this.RULE('body', (): ast.Body => {
    const statements: ast.Statement[] = [];
    const start = this.CONSUME(t.OpenBrace);
    this.MANY({
      // What does not go on as a statement should is said behind the first token, not of it.
      MAX_LOOKAHEAD: 1,
      DEF: () => {
        statements.push(this.SUBRULE(this.statement));
      },
    });
    const end = this.CONSUME(t.CloseBrace);
    return { statements, span: this.between(start, end) };
  });

  protected readonly statement = this.RULE('statement', (): ast.Statement =>
    this.OR<ast.Statement>({
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.returnStatement) },
        { ALT: () => this.SUBRULE(this.forStatement) },
        { ALT: () => this.SUBRULE(this.ifStatement) },
        {
          GATE: () => is(this.LA(1), t.Weights) && isText(this.LA(2)),
          ALT: () => this.SUBRULE(this.weights),
        },
        {
          GATE: () => is(this.LA(1), t.Input) && isName(this.LA(2)),
          ALT: () => this.SUBRULE(this.inputStatement),
        },
        {
          GATE: () => is(this.LA(1), t.Output) && isName(this.LA(2)),
          ALT: () => this.SUBRULE(this.outputStatement),
        },
        {
          GATE: () => is(this.LA(1), t.State) && isName(this.LA(2)),
          ALT: () => this.SUBRULE(this.stateStatement),
        },
        {
          GATE: () => isName(this.LA(1)) && is(this.LA(2), t.Equal, t.Comma),
          ALT: () => this.SUBRULE(this.bind),
        },
        { ALT: () => this.SUBRULE(this.expressionStatement), IGNORE_AMBIGUITIES: true },
      ],
    }),
  );

  protected readonly bind = this.RULE('bind', (): ast.BindStatement => {
    const names: ast.Identifier[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => names.push(this.SUBRULE(this.identifier)),
    });
    this.CONSUME(t.Equal);
    const value = this.SUBRULE(this.expression);
    const end = this.SUBRULE(this.endOfLine);
    return this.ACTION(() => ({ kind: 'bind', names, value, span: cover(names[0].span, end) }));
  });

  protected readonly expressionStatement = this.RULE(
    'expressionStatement',
    (): ast.ExpressionStatement => {
      const value = this.SUBRULE(this.expression);
      this.SUBRULE(this.endOfLine);
      return { kind: 'expression', value, span: value.span };
    },
  );

  protected readonly returnStatement = this.RULE('returnStatement', (): ast.ReturnStatement => {
    const start = this.CONSUME(t.Return);
    const values: ast.Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => values.push(this.SUBRULE(this.expression)),
    });
    const end = this.SUBRULE(this.endOfLine);
    return { kind: 'return', values, span: this.from(start, end) };
  });

  protected readonly forStatement = this.RULE('forStatement', (): ast.ForStatement => {
    const start = this.CONSUME(t.For);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.In);
    const list = this.SUBRULE(this.expression);
    const body = this.SUBRULE(this.body);
    const end = this.SUBRULE(this.endOfLine);
    return { kind: 'for', name, list, body, span: this.from(start, end) };
  });

  protected readonly ifStatement = this.RULE('ifStatement', (): ast.IfStatement => {
    const branches: { condition: ast.Expression; body: ast.Body }[] = [];
    let otherwise: ast.Body | undefined;
    const start = this.CONSUME(t.If);
    const first = this.SUBRULE(this.expression);
    branches.push({ condition: first, body: this.SUBRULE(this.body) });
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME2(t.If);
      const condition = this.SUBRULE2(this.expression);
      branches.push({ condition, body: this.SUBRULE2(this.body) });
    });
    this.OPTION(() => {
      this.CONSUME3(t.Else);
      otherwise = this.SUBRULE3(this.body);
    });
    const end = this.SUBRULE(this.endOfLine);
    const span = this.from(start, end);
    return { kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }), span };
  });

  protected readonly weights = this.RULE('weights', (): ast.WeightsStatement => {
    const start = this.CONSUME(t.Weights);
    const named = this.SUBRULE(this.expression);
    const end = this.SUBRULE(this.endOfLine);
    return this.ACTION(() => {
      const span = this.from(start, end);
      // What would call a string belongs to the statement.
      return named.kind === 'call' && named.callee.kind === 'string' && named.label === undefined
        ? { kind: 'weights', path: named.callee, arguments: named.arguments, span }
        : { kind: 'weights', path: named, arguments: [], span };
    });
  });

  protected readonly inputStatement = this.RULE('inputStatement', (): ast.InputStatement => {
    const start = this.CONSUME(t.Input);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.Colon);
    const callee = this.SUBRULE2(this.identifier);
    const args = this.SUBRULE(this.argumentList);
    const end = this.SUBRULE(this.endOfLine);
    const type = this.ACTION(() => declaredType(callee, args));
    return { kind: 'input', name, type, span: this.from(start, end) };
  });

  protected readonly stateStatement = this.RULE('stateStatement', (): ast.StateStatement => {
    let value: ast.Expression | undefined;
    const start = this.CONSUME(t.State);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.Colon);
    const callee = this.SUBRULE2(this.identifier);
    const args = this.SUBRULE(this.argumentList);
    this.OPTION(() => {
      this.CONSUME(t.Equal);
      value = this.SUBRULE(this.expression);
    });
    const end = this.SUBRULE(this.endOfLine);
    const type = this.ACTION(() => declaredType(callee, args));
    const initial = value === undefined ? {} : { value };
    return { kind: 'state', name, type, ...initial, span: this.from(start, end) };
  });

  protected readonly outputStatement = this.RULE('outputStatement', (): ast.OutputStatement => {
    let type: ast.DeclaredType | undefined;
    let value: ast.Expression | undefined;
    let labels: ast.Expression | undefined;
    const start = this.CONSUME(t.Output);
    const name = this.SUBRULE(this.identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      const callee = this.SUBRULE2(this.identifier);
      const args = this.OPTION2(() => this.SUBRULE(this.argumentList));
      type = this.ACTION(() => declaredType(callee, args));
    });
    this.OPTION3(() => {
      this.CONSUME(t.Equal);
      value = this.SUBRULE(this.expression);
    });
    this.OPTION4(() => {
      this.CONSUME(t.Labels);
      labels = this.SUBRULE2(this.expression);
    });
    const end = this.SUBRULE(this.endOfLine);
    return {
      kind: 'output',
      name,
      ...(type === undefined ? {} : { type }),
      ...(value === undefined ? {} : { value }),
      ...(labels === undefined ? {} : { labels }),
      span: this.from(start, end),
    };
  });
}

/** A type by its name, with arguments if there are any. */
function declaredType(
  name: ast.Identifier,
  args?: { readonly list: readonly ast.Argument[]; readonly span: Span },
): ast.DeclaredType {
  if (args === undefined) return { name, arguments: [], span: name.span };
  return { name, arguments: args.list, span: cover(name.span, args.span) };
}

function isText(token: IToken): boolean {
  return is(token, t.StringLiteral, t.OpenString, t.StringWithQuotes, t.Broken);
}
