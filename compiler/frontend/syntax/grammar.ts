import { EmbeddedActionsParser, EOF } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import type * as ast from './ast.js';
import { cover, Places } from './places.js';
import { readString } from './strings.js';
import { syntaxMessages } from './messages.js';
import * as t from './tokens.js';
import type { ChainItem } from './trees.js';
import { TreeBuilder } from './trees.js';

const NOWHERE: Span = { file: '', start: 0, end: 0 };

/**
 * The grammar, one rule per form of the language, building the tree as it goes. Chevrotain's error
 * recovery resumes at the next place where a rule can go on; a broken expression becomes an `error`
 * node. What is left of a broken line is stepped over by `endOfLine`.
 */
export class Grammar extends EmbeddedActionsParser {
  private places = new Places('');
  private trees = new TreeBuilder();
  private extra: FrontendDiagnostic[] = [];

  constructor() {
    super(t.TOKENS, {
      recoveryEnabled: true,
      maxLookahead: 2,
      errorMessageProvider: syntaxMessages,
    });
    this.performSelfAnalysis();
  }

  /** Prepares for one text; returns where diagnostics that are not parser errors will be found. */
  begin(tokens: IToken[], places: Places): () => readonly FrontendDiagnostic[] {
    this.input = tokens;
    this.places = places;
    this.trees = new TreeBuilder();
    this.extra = [];
    return () => [...this.extra, ...this.trees.diagnostics];
  }

  readonly module = this.RULE(
    'module',
    (): ast.Item[] => {
      const items: ast.Item[] = [];
      this.MANY(() => {
        const item = this.OR<ast.Item>([
          { ALT: () => this.SUBRULE(this.importItem) },
          { ALT: () => this.SUBRULE(this.network) },
          { ALT: () => this.SUBRULE(this.block) },
          { ALT: () => this.SUBRULE(this.bind) },
        ]);
        items.push(item);
      });
      this.CONSUME(EOF);
      return items;
    },
    { recoveryValueFunc: () => [] },
  );

  /** A whole text that is one expression: the value of `--set`, the inside of an interpolation. */
  readonly onlyExpression = this.RULE(
    'onlyExpression',
    (): ast.Expression => {
      const expression = this.SUBRULE(this.expression);
      this.SUBRULE(this.endOfLine);
      this.CONSUME(EOF);
      return expression;
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly importItem = this.RULE(
    'importItem',
    (): ast.ImportItem => {
      const start = this.CONSUME(t.Import);
      const names: ast.ImportName[] = [];
      this.CONSUME(t.OpenBrace);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const name = this.SUBRULE(this.identifier);
          let local = name;
          this.OPTION(() => {
            this.CONSUME(t.As);
            local = this.SUBRULE2(this.identifier);
          });
          names.push({ name, local });
        },
      });
      this.CONSUME(t.CloseBrace);
      this.CONSUME(t.From);
      const path = this.SUBRULE(this.stringLiteral);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'import', names, path, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.ImportItem => {
        const path: ast.ErrorExpression = { kind: 'error', span: NOWHERE };
        return { kind: 'import', names: [], path, span: NOWHERE };
      },
    },
  );

  private readonly network = this.RULE(
    'network',
    (): ast.NetworkItem => {
      const start = this.CONSUME(t.Network);
      const name = this.SUBRULE(this.identifier);
      let parameters: readonly ast.Parameter[] = [];
      this.OPTION(() => {
        parameters = this.SUBRULE(this.parameters);
      });
      const body = this.SUBRULE(this.body);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'network', name, parameters, body, span: this.from(start, end) };
    },
    { recoveryValueFunc: (): ast.NetworkItem => ({ kind: 'network', ...this.brokenItem() }) },
  );

  private readonly block = this.RULE(
    'block',
    (): ast.BlockItem => {
      const start = this.CONSUME(t.Block);
      const name = this.SUBRULE(this.identifier);
      const parameters = this.SUBRULE(this.parameters);
      const body = this.SUBRULE(this.body);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'block', name, parameters, body, span: this.from(start, end) };
    },
    { recoveryValueFunc: (): ast.BlockItem => ({ kind: 'block', ...this.brokenItem() }) },
  );

  private readonly parameters = this.RULE(
    'parameters',
    (): readonly ast.Parameter[] => {
      const parameters: ast.Parameter[] = [];
      this.CONSUME(t.OpenParen);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const name = this.SUBRULE(this.identifier);
          let value: ast.Expression | undefined;
          this.OPTION(() => {
            this.CONSUME(t.Equal);
            value = this.SUBRULE(this.expression);
          });
          parameters.push(value === undefined ? { name } : { name, value });
        },
      });
      this.CONSUME(t.CloseParen);
      return parameters;
    },
    { recoveryValueFunc: () => [] },
  );

  private readonly body = this.RULE(
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

  private readonly statement = this.RULE(
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

  private readonly bind = this.RULE(
    'bind',
    (): ast.BindStatement => {
      const names: ast.Identifier[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => names.push(this.SUBRULE(this.identifier)),
      });
      this.CONSUME(t.Equal);
      const value = this.SUBRULE(this.expression);
      const end = this.SUBRULE(this.endOfLine);
      const span = cover(names[0]?.span ?? NOWHERE, end);
      return { kind: 'bind', names, value, span };
    },
    {
      recoveryValueFunc: (): ast.BindStatement => {
        return { kind: 'bind', names: [], value: this.broken(), span: NOWHERE };
      },
    },
  );

  private readonly expressionStatement = this.RULE(
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

  private readonly returnStatement = this.RULE(
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

  private readonly forStatement = this.RULE(
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

  private readonly ifStatement = this.RULE(
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

  private readonly weights = this.RULE(
    'weights',
    (): ast.WeightsStatement => {
      const start = this.CONSUME(t.Weights);
      const path = this.SUBRULE(this.expression);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'weights', path, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.WeightsStatement => {
        return { kind: 'weights', path: this.broken(), span: NOWHERE };
      },
    },
  );

  private readonly inputStatement = this.RULE(
    'inputStatement',
    (): ast.InputStatement => {
      const start = this.CONSUME(t.Input);
      const name = this.SUBRULE(this.identifier);
      this.CONSUME(t.Colon);
      const type = this.SUBRULE2(this.identifier);
      const args = this.SUBRULE(this.argumentList);
      const end = this.SUBRULE(this.endOfLine);
      return { kind: 'input', name, type, arguments: args.list, span: this.from(start, end) };
    },
    {
      recoveryValueFunc: (): ast.InputStatement => {
        const none = { text: '', span: NOWHERE };
        return { kind: 'input', name: none, type: none, arguments: [], span: NOWHERE };
      },
    },
  );

  private readonly outputStatement = this.RULE(
    'outputStatement',
    (): ast.OutputStatement => {
      let value: ast.Expression | undefined;
      let labels: ast.Expression | undefined;
      const start = this.CONSUME(t.Output);
      const name = this.SUBRULE(this.identifier);
      this.OPTION(() => {
        this.CONSUME(t.Equal);
        value = this.SUBRULE(this.expression);
      });
      this.OPTION2(() => {
        this.CONSUME(t.Labels);
        labels = this.SUBRULE2(this.expression);
      });
      const end = this.SUBRULE(this.endOfLine);
      return {
        kind: 'output',
        name,
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

  private readonly expression = this.RULE(
    'expression',
    (): ast.Expression => {
      let head = this.SUBRULE(this.operation);
      this.OPTION(() => {
        this.CONSUME(t.As);
        const label = this.SUBRULE(this.label);
        head = this.ACTION(() => this.labelled(head, label));
      });
      const steps: ast.PipelineStep[] = [];
      this.MANY(() => {
        this.CONSUME(t.Arrow);
        const target = this.SUBRULE(this.postfix);
        let label: ast.Expression | undefined;
        this.OPTION2(() => {
          this.CONSUME2(t.As);
          label = this.SUBRULE2(this.label);
        });
        steps.push(this.ACTION(() => step(target, label)));
      });
      if (steps.length === 0) return head;
      return this.ACTION(() => {
        const span = cover(head.span, steps[steps.length - 1].span);
        const children = steps.flatMap((each) => [
          each.callee,
          ...(each.arguments ?? []).map((argument) => argument.value),
        ]);
        return this.trees.node({ kind: 'pipeline', head, steps, span }, head, ...children);
      });
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly label = this.RULE(
    'label',
    (): ast.Expression =>
      this.OR<ast.Expression>([
        {
          ALT: () => {
            const name = this.SUBRULE(this.identifier);
            return { kind: 'string', parts: [name.text], span: name.span };
          },
        },
        { ALT: () => this.SUBRULE(this.stringLiteral) },
      ]),
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly operation = this.RULE(
    'operation',
    (): ast.Expression => {
      const items: ChainItem[] = [];
      const prefix = (token: IToken): void => {
        const operator = token.image as ast.UnaryOperator;
        items.push({ kind: 'prefix', operator, span: this.places.token(token) });
      };
      this.MANY(() => {
        prefix(this.CONSUME(t.PrefixOperator));
      });
      items.push({ kind: 'operand', value: this.SUBRULE(this.postfix) });
      this.MANY2(() => {
        const operator = this.CONSUME(t.BinaryOperator).image as ast.BinaryOperator;
        items.push({ kind: 'infix', operator });
        this.MANY3(() => {
          prefix(this.CONSUME2(t.PrefixOperator));
        });
        items.push({ kind: 'operand', value: this.SUBRULE2(this.postfix) });
      });
      return this.ACTION(() => this.trees.chain(items));
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly postfix = this.RULE(
    'postfix',
    (): ast.Expression => {
      let target = this.SUBRULE(this.primary);
      this.MANY(() => {
        this.OR([
          {
            ALT: () => {
              const args = this.SUBRULE(this.argumentList);
              target = this.ACTION(() => {
                const span = cover(target.span, args.span);
                const values = args.list.map((argument) => argument.value);
                return this.trees.node(
                  { kind: 'call', callee: target, arguments: args.list, span },
                  target,
                  ...values,
                );
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.OpenBracket);
              const index = this.SUBRULE(this.expression);
              const end = this.CONSUME(t.CloseBracket);
              target = this.ACTION(() => {
                const span = cover(target.span, this.places.token(end));
                return this.trees.node({ kind: 'index', target, index, span }, target, index);
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Dot);
              const member = this.SUBRULE(this.identifier);
              target = this.ACTION(() => {
                const span = cover(target.span, member.span);
                return this.trees.node({ kind: 'member', target, member, span }, target);
              });
            },
          },
        ]);
      });
      return target;
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly argumentList = this.RULE(
    'argumentList',
    (): {
      readonly list: readonly ast.Argument[];
      readonly span: Span;
    } => {
      const list: ast.Argument[] = [];
      const start = this.CONSUME(t.OpenParen);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          let name: ast.Identifier | undefined;
          this.OPTION({
            GATE: () => this.LA(2).tokenType === t.Equal,
            DEF: () => {
              name = this.SUBRULE(this.identifier);
              this.CONSUME(t.Equal);
            },
          });
          const value = this.SUBRULE(this.expression);
          list.push(name === undefined ? { value } : { name, value });
        },
      });
      const end = this.CONSUME(t.CloseParen);
      return { list, span: this.between(start, end) };
    },
    { recoveryValueFunc: () => ({ list: [], span: NOWHERE }) },
  );

  private readonly primary = this.RULE(
    'primary',
    (): ast.Expression =>
      this.OR<ast.Expression>([
        {
          ALT: () => {
            const token = this.CONSUME(t.NumberLiteral);
            return this.ACTION(() => this.number(token));
          },
        },
        { ALT: () => this.SUBRULE(this.stringLiteral) },
        {
          ALT: () => {
            const token = this.CONSUME(t.True);
            return { kind: 'boolean', value: true, span: this.places.token(token) };
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.False);
            return { kind: 'boolean', value: false, span: this.places.token(token) };
          },
        },
        {
          ALT: () => {
            const { text, span } = this.SUBRULE(this.identifier);
            return { kind: 'name', name: text, span };
          },
        },
        { ALT: () => this.SUBRULE(this.parenthesis) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.ifExpression) },
      ]),
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly parenthesis = this.RULE(
    'parenthesis',
    (): ast.Expression => {
      const items: ast.Expression[] = [];
      const start = this.CONSUME(t.OpenParen);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => items.push(this.SUBRULE(this.expression)),
      });
      const end = this.CONSUME(t.CloseParen);
      return this.ACTION(() => {
        const span = this.between(start, end);
        return items.length === 1
          ? this.trees.node({ kind: 'group', value: items[0], span }, items[0])
          : this.trees.node({ kind: 'tuple', items, span }, ...items);
      });
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly list = this.RULE(
    'list',
    (): ast.Expression => {
      const items: ast.Expression[] = [];
      const start = this.CONSUME(t.OpenBracket);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => items.push(this.SUBRULE(this.expression)),
      });
      const end = this.CONSUME(t.CloseBracket);
      return this.ACTION(() =>
        this.trees.node({ kind: 'list', items, span: this.between(start, end) }, ...items),
      );
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly ifExpression = this.RULE(
    'ifExpression',
    (): ast.Expression => {
      const branches: { condition: ast.Expression; value: ast.Expression }[] = [];
      const start = this.CONSUME(t.If);
      const condition = this.SUBRULE(this.expression);
      branches.push({ condition, value: this.SUBRULE(this.braced) });
      this.MANY(() => {
        this.CONSUME(t.Else);
        this.CONSUME2(t.If);
        const next = this.SUBRULE2(this.expression);
        branches.push({ condition: next, value: this.SUBRULE2(this.braced) });
      });
      this.CONSUME2(t.Else);
      const otherwise = this.SUBRULE3(this.braced);
      return this.ACTION(() => {
        const span = cover(this.places.token(start), otherwise.span);
        const children = branches.flatMap((branch) => [branch.condition, branch.value]);
        return this.trees.node(
          { kind: 'if-expression', branches, otherwise, span },
          otherwise,
          ...children,
        );
      });
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly braced = this.RULE(
    'braced',
    (): ast.Expression => {
      this.CONSUME(t.OpenBrace);
      const value = this.SUBRULE(this.expression);
      this.SUBRULE(this.endOfLine);
      this.CONSUME(t.CloseBrace);
      return value;
    },
    { recoveryValueFunc: () => this.broken() },
  );

  private readonly identifier = this.RULE(
    'identifier',
    (): ast.Identifier => {
      const token = this.CONSUME(t.Identifier);
      return { text: token.image, span: this.places.token(token) };
    },
    { recoveryValueFunc: (): ast.Identifier => ({ text: '', span: NOWHERE }) },
  );

  private readonly stringLiteral = this.RULE(
    'stringLiteral',
    (): ast.StringExpression => {
      const token = this.CONSUME(t.StringLiteral);
      return this.ACTION(() => {
        const { expression, diagnostics } = readString(token, this.places);
        this.extra.push(...diagnostics);
        return expression;
      });
    },
    {
      recoveryValueFunc: (): ast.StringExpression => ({ kind: 'string', parts: [], span: NOWHERE }),
    },
  );

  /** The end of a statement, after whatever is left over on its line. */
  private readonly endOfLine = this.RULE(
    'endOfLine',
    (): Span => {
      this.SUBRULE(this.restOfHeader);
      return this.places.token(this.CONSUME(t.EndOfLine));
    },
    { recoveryValueFunc: () => NOWHERE },
  );

  private readonly restOfHeader = this.RULE('restOfHeader', () => {
    this.MANY(() => {
      const token = this.CONSUME(t.InLine);
      this.ACTION(() => this.extra.push(leftOver(token, this.places)));
    });
  });

  private number(token: IToken): ast.Expression {
    const span = this.places.token(token);
    const value = Number(token.image);
    if (Number.isFinite(value)) return { kind: 'number', value, span };
    this.extra.push({
      severity: 'error',
      code: 'syntax/number',
      title: `${token.image} is too large for a number`,
      primary: { span, message: 'larger than 1.8e308' },
    });
    return { kind: 'error', span };
  }

  private labelled(head: ast.Expression, label: ast.Expression): ast.Expression {
    if (head.kind === 'call' && head.label === undefined) {
      const span = cover(head.span, label.span);
      return { ...head, label, span };
    }
    if (head.kind !== 'error') {
      this.extra.push({
        severity: 'error',
        code: 'syntax/label',
        title: 'only a call can be named with `as`',
        primary: { span: label.span, message: 'this name has no layer' },
        secondary: [{ span: head.span, message: 'this is not a call' }],
        hint: 'write `name = …` to name a value',
      });
    }
    return head;
  }

  private broken(): ast.ErrorExpression {
    return { kind: 'error', span: NOWHERE };
  }

  private brokenItem(): Omit<ast.BlockItem, 'kind'> {
    const body = { statements: [], span: NOWHERE };
    return { name: { text: '', span: NOWHERE }, parameters: [], body, span: NOWHERE };
  }

  private between(start: IToken, end: IToken): Span {
    return cover(this.places.token(start), this.places.token(end));
  }

  private from(start: IToken, end: Span): Span {
    return cover(this.places.token(start), end);
  }
}

function step(target: ast.Expression, label: ast.Expression | undefined): ast.PipelineStep {
  const span = label === undefined ? target.span : cover(target.span, label.span);
  const named = label === undefined ? {} : { label };
  return target.kind === 'call'
    ? { callee: target.callee, arguments: target.arguments, ...named, span }
    : { callee: target, ...named, span };
}

function leftOver(token: IToken, places: Places): FrontendDiagnostic {
  return {
    severity: 'error',
    code: 'syntax/unexpected',
    title: `\`${token.image}\` does not belong here`,
    primary: { span: places.token(token), message: 'the line should end before this' },
    ...(token.tokenType.CATEGORIES?.includes(t.BinaryOperator) === true
      ? { hint: 'to calculate with what a pipeline gives, put the pipeline in parentheses' }
      : {}),
  };
}

function isName(token: IToken): boolean {
  return (
    token.tokenType === t.Identifier || token.tokenType.CATEGORIES?.includes(t.Identifier) === true
  );
}

function isText(token: IToken): boolean {
  return isOneOf(token, t.StringLiteral, t.OpenString);
}

function isOneOf(token: IToken, ...types: readonly IToken['tokenType'][]): boolean {
  return types.includes(token.tokenType);
}
