import { createTokenInstance } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import type { FrontendDiagnostic } from '../codes.js';
import type { Places } from './places.js';
import { ANY_NAME } from './broken-statements.js';
import * as t from './tokens.js';

/**
 * Places `EndOfLine` tokens: a line ends its statement unless a round or square bracket is open, or
 * it stops in the middle (after an operator, a comma, `->`), or the next one goes on (begins with
 * `->`, `as`, `else` or an operator).
 *
 * When brackets do not match, indentation decides: a line that starts no deeper than the statement
 * before it begins a new one, and a body is as deep as its first line. So one forgotten bracket spoils
 * one statement and not the file, and comes with one error.
 */
export function placeLineEnds(
  tokens: readonly IToken[],
  places: Places,
): { readonly tokens: IToken[]; readonly diagnostics: FrontendDiagnostic[] } {
  const matched = new LineEnds(tokens, places, false).place();
  return matched.diagnostics.length === 0 ? matched : new LineEnds(tokens, places, true).place();
}

/** Their index is the kind of a bracket. */
const OPENING: readonly TokenType[] = [t.OpenParen, t.OpenBracket, t.OpenBrace];
const CLOSING: readonly TokenType[] = [t.CloseParen, t.CloseBracket, t.CloseBrace];

const BRACE = OPENING.indexOf(t.OpenBrace);

/** What no statement ends with. */
export const UNFINISHED: ReadonlySet<TokenType> = new Set<TokenType>([
  ...OPENING,
  ...[t.Comma, t.Arrow, t.Equal, t.Colon, t.Dot, t.In, t.If, t.For, t.As, t.Return],
  ...[t.Network, t.Block, t.Import, t.Not],
]);

const CONTINUING = new Set<TokenType>([
  ...CLOSING,
  ...[t.Comma, t.Arrow, t.As, t.Else, t.Equal, t.Colon, t.Dot, t.In, t.OpenBrace],
]);

/** What a body follows. */
const HEADS = new Set<TokenType>([t.Network, t.Block, t.For, t.If, t.Else]);

export function isOperator(token: IToken): boolean {
  return token.tokenType.CATEGORIES?.includes(t.BinaryOperator) === true;
}

interface OpenBracket {
  readonly token: IToken;
  /** Index of the closing type that matches. */
  readonly kind: number;
  /** Whether lines inside it are statements. */
  readonly statements: boolean;
  /** The first token of the statement that it stands in. */
  readonly first: IToken | undefined;
  /** The column of that, left of which nothing inside begins. */
  readonly column: number;
}

/** One pass over the tokens of a text. */
class LineEnds {
  private readonly result: IToken[] = [];
  private readonly diagnostics: FrontendDiagnostic[] = [];
  private readonly open: OpenBracket[] = [];
  /** The first token of the statement that is being read. */
  private first: IToken | undefined;
  private atStart = true;
  private importOpens = false;
  /** Braces that close and have nothing to close. */
  private surplus: number;

  constructor(
    private readonly tokens: readonly IToken[],
    private readonly places: Places,
    private readonly layoutDecides: boolean,
  ) {
    const count = (type: TokenType): number =>
      tokens.filter(({ tokenType }) => tokenType === type).length;
    this.surplus = count(t.CloseBrace) - count(t.OpenBrace);
  }

  place(): { readonly tokens: IToken[]; readonly diagnostics: FrontendDiagnostic[] } {
    let previous: IToken | undefined;
    for (const token of this.tokens) {
      const newLine = previous === undefined || lineOf(token) > lastLineOf(previous);
      if (newLine) this.beginLine(token, previous);
      if (!CLOSING.includes(token.tokenType)) this.take(token);
      else if (!this.close(token, newLine)) continue;
      previous = token;
    }
    if (this.inStatements) this.endLine();
    this.closeWhile(() => true);
    this.endLine();
    return { tokens: this.result, diagnostics: this.diagnostics };
  }

  private get inStatements(): boolean {
    return this.open.at(-1)?.statements !== false;
  }

  private get column(): number {
    return this.first?.startColumn ?? 1;
  }

  /** Ends the statement before the first token of a line, if it does not go on there. */
  private beginLine(token: IToken, previous: IToken | undefined): void {
    const column = token.startColumn ?? 1;
    const continues = CONTINUING.has(token.tokenType) || isOperator(token);
    if (this.layoutDecides) this.closeShallower(token, column, continues);
    if (!this.inStatements || continues) return;
    const unfinished =
      previous !== undefined && (UNFINISHED.has(previous.tokenType) || isOperator(previous));
    const deeper = !this.atStart && column > this.column;
    if (this.layoutDecides) {
      if (deeper && this.surplus > 0 && !unfinished) this.openMissing(previous);
      else if (column < this.column || (column === this.column && !unfinished)) this.endLine();
      if (this.atStart && this.open.length === 0 && column > 1 && this.surplus > 0) {
        this.openMissing(undefined);
      }
    } else if (!unfinished) {
      this.endLine();
    }
  }

  /** What a line starts too far left for is closed before it. */
  private closeShallower(token: IToken, column: number, continues: boolean): void {
    const isElse = token.tokenType === t.Else;
    const closes = token.tokenType === t.CloseBrace;
    if (!closes && !isElse && continues) return;
    this.closeWhile(({ kind, column: around }) =>
      kind === BRACE
        ? this.surplus < 0 && (column < around || (!closes && column === around))
        : column <= around,
    );
  }

  /** Closes brackets from the inside as long as `isOver` says so; one error tells of all of them. */
  private closeWhile(isOver: (bracket: OpenBracket) => boolean): void {
    const unclosed: OpenBracket[] = [];
    for (;;) {
      const bracket = this.open.at(-1);
      if (bracket === undefined || !isOver(bracket)) break;
      unclosed.push(bracket);
      if (bracket.statements) this.endLine();
      this.insert(CLOSING[bracket.kind]);
      this.leave(bracket);
      if (bracket.kind === BRACE) this.surplus++;
    }
    if (unclosed.length === 0) return;
    const [innermost, ...outer] = unclosed;
    const span = ({ token }: OpenBracket) =>
      this.places.span(token.startOffset, token.startOffset + 1);
    this.diagnostics.push({
      severity: 'error',
      code: 'syntax/unclosed',
      title: `this \`${innermost.token.image}\` is never closed`,
      primary: {
        span: span(innermost),
        message: `its ${CLOSING[innermost.kind].name.replaceAll("'", '`')} is missing`,
      },
      ...(outer.length === 0
        ? {}
        : {
            secondary: outer.map((bracket) => ({
              span: span(bracket),
              message: 'nor is this one',
            })),
          }),
    });
  }

  /** A body begins without its brace, behind `previous` if that ends what a body follows. */
  private openMissing(previous: IToken | undefined): void {
    this.surplus--;
    const { first } = this;
    const column = previous === undefined ? 1 : this.column;
    if (
      previous !== undefined &&
      !this.atStart &&
      first !== undefined &&
      HEADS.has(first.tokenType)
    ) {
      const at = previous.startOffset + previous.image.length;
      this.diagnostics.push({
        severity: 'error',
        code: 'syntax/expected',
        title: 'expected `{`, but found the end of the line',
        primary: { span: this.places.span(at, at), message: 'expected `{`' },
      });
    } else {
      this.endLine();
      this.insert(t.Broken).payload = ANY_NAME;
    }
    const token = this.insert(t.OpenBrace);
    this.open.push({ token, kind: BRACE, statements: true, first, column });
    this.atStart = true;
  }

  /** Takes a closing bracket; false where it closes nothing and is left out. */
  private close(token: IToken, newLine: boolean): boolean {
    const kind = CLOSING.indexOf(token.tokenType);
    const isSurplus = this.layoutDecides && kind === BRACE && this.isSurplus(token, newLine);
    if (this.layoutDecides && kind === BRACE && !isSurplus) {
      this.closeWhile((bracket) => bracket.kind !== BRACE);
    }
    const innermost = this.open.at(-1);
    if (innermost?.kind !== kind || isSurplus) {
      this.reportUnopened(token, innermost);
      if (kind === BRACE) this.surplus--;
      return false;
    }
    if (innermost.statements) this.endLine();
    this.result.push(token);
    this.leave(innermost);
    return true;
  }

  private leave({ first, kind }: OpenBracket): void {
    this.open.pop();
    this.atStart = false;
    if (kind === BRACE) this.first = first;
  }

  /** Whether a brace closes nothing, or indentation speaks against what it would close. */
  private isSurplus(token: IToken, newLine: boolean): boolean {
    const body = this.open.findLast(({ kind }) => kind === BRACE);
    if (body === undefined) return true;
    if (this.surplus <= 0) return false;
    return newLine ? (token.startColumn ?? 1) > body.column : lineOf(body.token) < lineOf(token);
  }

  private reportUnopened(token: IToken, opened: OpenBracket | undefined): void {
    this.diagnostics.push({
      severity: 'error',
      code: 'syntax/unopened',
      title: `this \`${token.image}\` closes nothing`,
      primary: {
        span: this.places.token(token),
        message: 'no bracket of this kind is open here',
      },
      ...(opened === undefined || opened.token.image === ''
        ? {}
        : {
            secondary: [{ span: this.places.token(opened.token), message: 'this bracket is open' }],
          }),
    });
  }

  private take(token: IToken): void {
    if (this.atStart) {
      this.first = token;
      this.importOpens = token.tokenType === t.Import;
    }
    this.result.push(token);
    const kind = OPENING.indexOf(token.tokenType);
    const statements = kind === BRACE && !this.importOpens;
    if (kind >= 0) {
      this.open.push({ token, kind, statements, first: this.first, column: this.column });
    }
    if (kind === BRACE) this.importOpens = false;
    this.atStart = statements;
  }

  private endLine(): void {
    const last = this.result.at(-1);
    if (last === undefined || last.tokenType === t.EndOfLine || this.atStart) return;
    this.insert(t.EndOfLine);
    this.atStart = true;
  }

  /** A token without text behind the last one. */
  private insert(type: TokenType): IToken {
    const last = this.result.at(-1);
    const at = last === undefined ? 0 : last.startOffset + last.image.length;
    const token = createTokenInstance(type, '', at, at, NaN, NaN, NaN, NaN);
    this.result.push(token);
    return token;
  }
}

function lineOf(token: IToken): number {
  return token.startLine ?? 0;
}

function lastLineOf(token: IToken): number {
  return token.endLine ?? lineOf(token);
}
