import { EOF } from 'chevrotain';
import type * as ast from '../ast.js';
import type { ParseInner } from '../strings.js';
import * as t from '../tokens.js';
import { StatementGrammar } from './statements.js';

/**
 * The grammar, one rule per form of the language, building the tree as it goes. It stops at the first
 * mistake; `parse.ts` then has the broken statement replaced by a token `Broken`, which stands for an
 * expression, and in a header for what is not known of it, and begins again.
 */
export class Grammar extends StatementGrammar {
  constructor(parseInner: ParseInner) {
    super(parseInner);
    this.performSelfAnalysis();
  }

  readonly module = this.RULE('module', (): ast.Item[] => {
    const items: ast.Item[] = [];
    this.MANY(() => {
      const item = this.OR<ast.Item | undefined>([
        { ALT: () => this.SUBRULE(this.importItem) },
        { ALT: () => this.SUBRULE(this.network) },
        { ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.SUBRULE(this.bind) },
        { ALT: () => this.SUBRULE(this.brokenItem) },
      ]);
      if (item !== undefined) items.push(item);
    });
    this.CONSUME(EOF);
    return items;
  });

  /** A whole text that is one expression: the value of `--set`, the inside of an interpolation. */
  readonly onlyExpression = this.RULE('onlyExpression', (): ast.Expression => {
    const expression = this.SUBRULE(this.expression);
    this.SUBRULE(this.endOfLine);
    this.CONSUME(EOF);
    return expression;
  });

  private readonly brokenItem = this.RULE('brokenItem', (): ast.Item | undefined => {
    this.SUBRULE(this.broken);
    this.SUBRULE(this.endOfLine);
    return undefined;
  });

  private readonly importItem = this.RULE('importItem', (): ast.ImportItem => {
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
  });

  private readonly network = this.RULE('network', (): ast.NetworkItem => {
    const start = this.CONSUME(t.Network);
    const name = this.SUBRULE(this.identifier);
    let parameters: readonly ast.Parameter[] = [];
    this.OPTION(() => {
      parameters = this.SUBRULE(this.parameters);
    });
    const broken = this.OPTION2(() => this.SUBRULE(this.broken));
    const body = this.SUBRULE(this.body);
    const span = this.from(start, this.SUBRULE(this.endOfLine));
    const partly = broken === undefined ? {} : { broken };
    return { kind: 'network', name, parameters, ...partly, body, span };
  });

  private readonly block = this.RULE('block', (): ast.BlockItem => {
    const start = this.CONSUME(t.Block);
    const name = this.SUBRULE(this.identifier);
    let parameters: readonly ast.Parameter[] = [];
    let broken: ast.ErrorExpression | undefined;
    this.OR([
      {
        ALT: () => {
          parameters = this.SUBRULE(this.parameters);
        },
      },
      {
        ALT: () => {
          broken = this.SUBRULE(this.broken);
        },
      },
    ]);
    const body = this.SUBRULE(this.body);
    const span = this.from(start, this.SUBRULE(this.endOfLine));
    const partly = broken === undefined ? {} : { broken };
    return { kind: 'block', name, parameters, ...partly, body, span };
  });

  private readonly parameters = this.RULE('parameters', (): readonly ast.Parameter[] => {
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
  });
}
