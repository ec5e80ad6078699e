import { EOF } from 'chevrotain';
import type * as ast from '../ast.js';
import type { ParseInner } from '../strings.js';
import * as t from '../tokens.js';
import { NOWHERE } from './base.js';
import { StatementGrammar } from './statements.js';

/**
 * The grammar, one rule per form of the language, building the tree as it goes. Chevrotain's error
 * recovery resumes at the next place where a rule can go on; a broken expression becomes an `error`
 * node. What is left of a broken line is stepped over by `endOfLine`.
 */
export class Grammar extends StatementGrammar {
  constructor(parseInner: ParseInner) {
    super(parseInner);
    this.performSelfAnalysis();
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

  private brokenItem(): Omit<ast.BlockItem, 'kind'> {
    const body = { statements: [], span: NOWHERE };
    return { name: { text: '', span: NOWHERE }, parameters: [], body, span: NOWHERE };
  }
}
