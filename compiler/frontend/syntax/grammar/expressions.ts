import type { IToken } from 'chevrotain';
import type { Span } from '../../../diagnostics/diagnostic.js';
import type * as ast from '../ast.js';
import { cover } from '../places.js';
import { readString } from '../strings.js';
import * as t from '../tokens.js';
import type { ChainItem } from '../trees.js';
import { bindsAnything } from '../broken-statements.js';
import { GrammarBase } from './base.js';

/** The rules of expressions. */
export class ExpressionGrammar extends GrammarBase {
  protected readonly expression = this.RULE('expression', (): ast.Expression => {
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
  });

  protected readonly label = this.RULE('label', (): ast.Expression =>
    this.OR<ast.Expression>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.identifier);
          return { kind: 'string', parts: [name.text], span: name.span };
        },
      },
      { ALT: () => this.SUBRULE(this.stringLiteral) },
    ]),
  );

  protected readonly operation = this.RULE('operation', (): ast.Expression => {
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
  });

  protected readonly postfix = this.RULE('postfix', (): ast.Expression => {
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
  });

  protected readonly argumentList = this.RULE(
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
  );

  protected readonly primary = this.RULE('primary', (): ast.Expression =>
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
      { ALT: () => this.SUBRULE(this.broken) },
    ]),
  );

  protected readonly parenthesis = this.RULE('parenthesis', (): ast.Expression => {
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
  });

  protected readonly list = this.RULE('list', (): ast.Expression => {
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
  });

  protected readonly ifExpression = this.RULE('ifExpression', (): ast.Expression => {
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
  });

  protected readonly braced = this.RULE('braced', (): ast.Expression => {
    this.CONSUME(t.OpenBrace);
    const value = this.SUBRULE(this.expression);
    this.SUBRULE(this.endOfLine);
    this.CONSUME(t.CloseBrace);
    return value;
  });

  protected readonly broken = this.RULE('broken', (): ast.ErrorExpression => {
    const token = this.CONSUME(t.Broken);
    const { startOffset, endOffset = startOffset } = token;
    const span = this.places.span(startOffset, endOffset);
    return bindsAnything(token) ? { kind: 'error', binds: true, span } : { kind: 'error', span };
  });

  protected readonly identifier = this.RULE('identifier', (): ast.Identifier => {
    const token = this.CONSUME(t.Identifier);
    return { text: token.image, span: this.places.token(token) };
  });

  protected readonly stringLiteral = this.RULE(
    'stringLiteral',
    (): ast.StringExpression | ast.ErrorExpression => {
      const token = this.CONSUME(t.StringLiteral);
      return this.ACTION(() => {
        if (token.tokenType !== t.StringLiteral) {
          return { kind: 'error', span: this.places.token(token) };
        }
        const { expression, diagnostics } = readString(token, this.places, this.parseInner);
        this.extra.push(...diagnostics);
        return expression;
      });
    },
  );

  /** The end of a statement; what is left over on its line is reported as such, see `messages.ts`. */
  protected readonly endOfLine = this.RULE('endOfLine', (): Span =>
    this.places.token(this.CONSUME(t.EndOfLine)),
  );

  protected number(token: IToken): ast.Expression {
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

  protected labelled(head: ast.Expression, label: ast.Expression): ast.Expression {
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
    return { kind: 'error', read: head, span: head.span };
  }
}

function step(target: ast.Expression, label: ast.Expression | undefined): ast.PipelineStep {
  const span = label === undefined ? target.span : cover(target.span, label.span);
  const named = label === undefined ? {} : { label };
  return target.kind === 'call'
    ? { callee: target.callee, arguments: target.arguments, ...named, span }
    : { callee: target, ...named, span };
}
