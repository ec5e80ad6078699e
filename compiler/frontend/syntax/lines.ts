import { createTokenInstance } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import * as t from './tokens.js';

/**
 * Places `EndOfLine` tokens: a line ends its statement unless a round or square bracket is open, or
 * it stops in the middle (after an operator, a comma, `->`), or the next one goes on (begins with
 * `->`, `as`, `else` or an operator).
 *
 * When brackets do not match, indentation decides: a line that starts no deeper than the statement
 * before it begins a new one. So one forgotten parenthesis spoils one statement and not the file.
 */
export function placeLineEnds(
  tokens: readonly IToken[],
  place: (start: number, end: number) => Span,
): { readonly tokens: IToken[]; readonly diagnostics: FrontendDiagnostic[] } {
  const matched = placeWith(tokens, place, false);
  return matched.diagnostics.length === 0 ? matched : placeWith(tokens, place, true);
}

const OPENING: readonly TokenType[] = [t.OpenParen, t.OpenBracket, t.OpenBrace];
const CLOSING: readonly TokenType[] = [t.CloseParen, t.CloseBracket, t.CloseBrace];

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

export function isOperator(token: IToken): boolean {
  return token.tokenType.CATEGORIES?.includes(t.BinaryOperator) === true;
}

interface OpenBracket {
  readonly token: IToken;
  /** Index of the closing type that matches. */
  readonly kind: number;
  /** Whether lines inside it are statements. */
  readonly statements: boolean;
}

function placeWith(
  tokens: readonly IToken[],
  place: (start: number, end: number) => Span,
  layoutDecides: boolean,
): { readonly tokens: IToken[]; readonly diagnostics: FrontendDiagnostic[] } {
  const result: IToken[] = [];
  const diagnostics: FrontendDiagnostic[] = [];
  const open: OpenBracket[] = [];
  let statementColumn = 0;
  let atStart = true;
  let importOpens = false;

  const endLine = (): void => {
    const last = result.at(-1);
    if (last === undefined || last.tokenType === t.EndOfLine || atStart) return;
    const at = last.startOffset + last.image.length;
    result.push(createTokenInstance(t.EndOfLine, '', at, at, NaN, NaN, NaN, NaN));
    atStart = true;
  };
  const unclosed = (bracket: OpenBracket): void => {
    const { token } = bracket;
    diagnostics.push({
      severity: 'error',
      code: 'syntax/unclosed',
      title: `this \`${token.image}\` is never closed`,
      primary: {
        span: place(token.startOffset, token.startOffset + 1),
        message: `its ${CLOSING[bracket.kind].name.replaceAll("'", '`')} is missing`,
      },
    });
  };
  const closeUnmatched = (before?: TokenType): void => {
    while (open.length > 0 && !open[open.length - 1].statements) {
      if (CLOSING[open[open.length - 1].kind] === before) return;
      const bracket = open.pop();
      if (bracket === undefined) break;
      unclosed(bracket);
      const at = (result.at(-1)?.startOffset ?? 0) + (result.at(-1)?.image.length ?? 0);
      result.push(createTokenInstance(CLOSING[bracket.kind], '', at, at, NaN, NaN, NaN, NaN));
    }
  };

  tokens.forEach((token, index) => {
    const previous = tokens[index - 1] as IToken | undefined;
    const newLine =
      previous !== undefined &&
      (token.startLine ?? 0) > (previous.endLine ?? previous.startLine ?? 0);
    const continues = CONTINUING.has(token.tokenType) || isOperator(token);
    if (newLine && layoutDecides && !continues && (token.startColumn ?? 0) <= statementColumn) {
      closeUnmatched();
    }
    const inStatements = open.length === 0 || open[open.length - 1].statements;
    if (newLine && inStatements && previous !== undefined) {
      const unfinished = UNFINISHED.has(previous.tokenType) || isOperator(previous);
      const mayContinue = !layoutDecides || (token.startColumn ?? 0) > statementColumn;
      if (!continues && !(unfinished && mayContinue)) endLine();
    }

    const closing = CLOSING.indexOf(token.tokenType);
    if (closing >= 0) {
      if (token.tokenType === t.CloseBrace) {
        if (layoutDecides) closeUnmatched(t.CloseBrace);
        if (open.length === 0 || open[open.length - 1].statements) endLine();
      }
      if (open.length === 0 || open[open.length - 1].kind !== closing) {
        const opened = open.at(-1);
        diagnostics.push({
          severity: 'error',
          code: 'syntax/unopened',
          title: `this \`${token.image}\` closes nothing`,
          primary: {
            span: place(token.startOffset, token.startOffset + 1),
            message: 'no bracket of this kind is open here',
          },
          ...(opened === undefined
            ? {}
            : {
                secondary: [
                  {
                    span: place(opened.token.startOffset, opened.token.startOffset + 1),
                    message: 'this bracket is open',
                  },
                ],
              }),
        });
        return;
      }
      open.pop();
    }
    if (atStart) statementColumn = token.startColumn ?? 0;
    atStart = token.tokenType === t.OpenBrace && !importOpens;
    if (token.tokenType === t.Import) importOpens = true;
    const opening = OPENING.indexOf(token.tokenType);
    if (opening >= 0) {
      const statements = token.tokenType === t.OpenBrace && !importOpens;
      open.push({ token, kind: opening, statements });
    }
    if (token.tokenType === t.OpenBrace) importOpens = false;
    result.push(token);
  });
  if (layoutDecides) closeUnmatched();
  if (open.length === 0) endLine();
  while (open.length > 0) {
    const bracket = open.pop();
    if (bracket === undefined) break;
    if (bracket.statements) endLine();
    unclosed(bracket);
    const at = (result.at(-1)?.startOffset ?? 0) + (result.at(-1)?.image.length ?? 0);
    result.push(createTokenInstance(CLOSING[bracket.kind], '', at, at, NaN, NaN, NaN, NaN));
    atStart = false;
  }
  endLine();
  return { tokens: result, diagnostics };
}
