import type { IToken } from 'chevrotain';
import type { Span } from '../../../diagnostics/diagnostic.js';
import type * as ast from '../ast.js';
import { cover } from '../places.js';
import * as t from '../tokens.js';
import { NOWHERE } from './base.js';
import { ExpressionGrammar } from './expressions.js';

/** The rules of statements and bodies. A binding whose value is broken still binds its names. */
export class StatementGrammar extends ExpressionGrammar {
  protected readonly body = this.RULE(
    'body',
    (): ast.Body => {
      const statements: ast.Statement[] = [];
      const start = this.CONSUME(t.OpenBrace);
      this.MANY(() => {
        const statement = this.SUBRULE(this.statement);
        if (statement !== undefined) statements.push(statement);
      });
      const end = this.CONSUME(t.CloseBrace);
      return { statements, span: this.between(start, end) };
    },
    { recoveryValueFunc: (): ast.Body => ({ statements: [], span: NOWHERE }) },
  );

  protected readonly statement = this.RULE(
    'statement',
    (): ast.Statement | undefined =>
      this.OR<ast.Statement>([
        { ALT: () => this.SUBRULE(this.returnStatement) },
        { ALT: () => this.SUBRULE(this.forStatement) },
        { ALT: () => this.SUBRULE(this.ifStatement) },
        {
          GATE: () => this.LA(1).tokenType === t.Weights && isText(this.LA(2)),
          ALT: () => this.SUBRULE(this.weights),
        },
        {
          GATE: () => this.LA(1).tokenType === t.Input && isName(this.LA(2)),
          ALT: () => this.SUBRULE(this.inputStatement),
        },
        {
          GATE: () => this.LA(1).tokenType === t.Output && isName(this.LA(2)),
          ALT: () => this.SUBRULE(this.outputStatement),
        },
        {
          GATE: () => isName(this.LA(1)) && isOneOf(this.LA(2), t.Equal, t.Comma),
          ALT: () => this.SUBRULE(this.bind),
        },
        { ALT: () => this.SUBRULE(this.expressionStatement), IGNORE_AMBIGUITIES: true },
      ]),
    { recoveryValueFunc: () => undefined },
  );

  protected readonly bind = this.RULE(
    'bind',
    (): ast.BindStatement => {
      const names: ast.Identifier[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => names.push(this.SUBRULE(this.identifier)),
      });
      this.CONSUME(t.Equal);
      const given = this.SUBRULE(this.expression);
      const end = this.SUBRULE(this.endOfLine);
      const span = cover(names[0]?.span ?? NOWHERE, end);
      // Where a name is missing, nothing more can be said of what the others are bound to.
      const value = names.every(({ text }) => text !== '') ? given : this.broken();
      return { kind: 'bind', names, value, span };
    },
    {
      recoveryValueFunc: (): ast.BindStatement => {
        return { kind: 'bind', names: [], value: this.broken(), span: NOWHERE };
      },
    },
  );

  protected readonly expressionStatement = this.RULE(
    'expressionStatement',
    (): ast.ExpressionStatement => {
      const value = this.SUBRULE(this.expression);
      this.SUBRULE(this.endOfLine);
      return { kind: 'expression', value, span: value.span };
    },
    {
      recoveryValueFunc: (): ast.ExpressionStatement => {
        return { kind: 'expression', value: this.broken(), span: NOWHERE };
      },
    },
  );

  protected readonly returnStatement = this.RULE(
    'returnStatement',
    (): ast.ReturnStatement => {
      const start = this.CONSUME(t.Return);
      const values: ast.Expression[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => values.push(this.SUBRULE(this.expression)),
      });
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'return', values, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.ReturnStatement => {
        return { kind: 'return', values: [this.broken()], span: NOWHERE };
      },
    },
  );

  protected readonly forStatement = this.RULE(
    'forStatement',
    (): ast.ForStatement => {
      const start = this.CONSUME(t.For);
      const name = this.SUBRULE(this.identifier);
      this.CONSUME(t.In);
      const list = this.SUBRULE(this.expression);
      this.SUBRULE(this.restOfHeader);
      const body = this.SUBRULE(this.body);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'for', name, list, body, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.ForStatement => {
        const name = { text: '_', span: NOWHERE };
        const body = { statements: [], span: NOWHERE };
        return { kind: 'for', name, list: this.broken(), body, span: NOWHERE };
      },
    },
  );

  protected readonly ifStatement = this.RULE(
    'ifStatement',
    (): ast.IfStatement => {
      const branches: { condition: ast.Expression; body: ast.Body }[] = [];
      let otherwise: ast.Body | undefined;
      const start = this.CONSUME(t.If);
      const first = this.SUBRULE(this.expression);
      this.SUBRULE(this.restOfHeader);
      branches.push({ condition: first, body: this.SUBRULE(this.body) });
      this.MANY(() => {
        this.CONSUME(t.Else);
        this.CONSUME2(t.If);
        const condition = this.SUBRULE2(this.expression);
        this.SUBRULE2(this.restOfHeader);
        branches.push({ condition, body: this.SUBRULE2(this.body) });
      });
      this.OPTION(() => {
        this.CONSUME3(t.Else);
        otherwise = this.SUBRULE3(this.body);
      });
      const end = this.SUBRULE(this.endOfLine);
      const span = this.from(start, end);
      return { kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }), span };
    },
    { recoveryValueFunc: (): ast.IfStatement => ({ kind: 'if', branches: [], span: NOWHERE }) },
  );

  protected readonly weights = this.RULE(
    'weights',
    (): ast.WeightsStatement => {
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
    },
    {
      recoveryValueFunc: (): ast.WeightsStatement => {
        return { kind: 'weights', path: this.broken(), arguments: [], span: NOWHERE };
      },
    },
  );

  protected readonly inputStatement = this.RULE(
    'inputStatement',
    (): ast.InputStatement => {
      const start = this.CONSUME(t.Input);
      const name = this.SUBRULE(this.identifier);
      this.CONSUME(t.Colon);
      const callee = this.SUBRULE2(this.identifier);
      const args = this.SUBRULE(this.argumentList);
      const end = this.SUBRULE(this.endOfLine);
      const type = this.ACTION(() => declaredType(callee, args));
      return { kind: 'input', name, type, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.InputStatement => {
        const name = { text: '', span: NOWHERE };
        return { kind: 'input', name, type: declaredType(name), span: NOWHERE };
      },
    },
  );

  protected readonly outputStatement = this.RULE(
    'outputStatement',
    (): ast.OutputStatement => {
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
    },
    {
      recoveryValueFunc: (): ast.OutputStatement => {
        return { kind: 'output', name: { text: '', span: NOWHERE }, span: NOWHERE };
      },
    },
  );
}

/** A type by its name, with arguments if there are any. */
function declaredType(
  name: ast.Identifier,
  args?: { readonly list: readonly ast.Argument[]; readonly span: Span },
): ast.DeclaredType {
  if (args === undefined) return { name, arguments: [], span: name.span };
  return { name, arguments: args.list, span: cover(name.span, args.span) };
}

function isName(token: IToken): boolean {
  return (
    token.tokenType === t.Identifier || token.tokenType.CATEGORIES?.includes(t.Identifier) === true
  );
}

function isText(token: IToken): boolean {
  return isOneOf(token, t.StringLiteral, t.OpenString, t.StringWithQuotes);
}

function isOneOf(token: IToken, ...types: readonly IToken['tokenType'][]): boolean {
  return types.includes(token.tokenType);
}
