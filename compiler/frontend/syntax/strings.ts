import type { IToken } from 'chevrotain';
import type { FrontendDiagnostic } from '../codes.js';
import type * as ast from './ast.js';
import type { Places } from './places.js';

/** Parses an expression that stands at `offset` of the file of `places`. */
export type ParseInner = (
  text: string,
  places: Places,
  offset: number,
) => {
  readonly expression: ast.Expression;
  readonly diagnostics: readonly FrontendDiagnostic[];
};

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  t: '\t',
  '{': '{',
  '}': '}',
};

/**
 * Reads a closed string literal: escapes `\" \\ \n \t \{ \}` and interpolations `{expression}`, which
 * may not hold strings themselves. One with mistakes is no string: nobody knows what it should say.
 */
export function readString(
  token: IToken,
  places: Places,
  parseInner: ParseInner,
): {
  readonly expression: ast.StringExpression | ast.ErrorExpression;
  readonly diagnostics: readonly FrontendDiagnostic[];
} {
  const text = token.image;
  const end = text.length - 1;
  const parts: (string | ast.Expression)[] = [];
  const diagnostics: FrontendDiagnostic[] = [];
  let literal = '';
  let at = 1;
  while (at < end) {
    const character = text[at];
    if (character === '\\') {
      const escaped = ESCAPES[text[at + 1]] as string | undefined;
      if (escaped === undefined) {
        diagnostics.push({
          severity: 'error',
          code: 'syntax/escape',
          title: `\`${text.slice(at, at + 2)}\` is not an escape`,
          primary: {
            span: places.span(token.startOffset + at, token.startOffset + at + 2),
            message: 'unknown escape',
          },
          hint: 'write `\\\\` for a backslash; the others are `\\"`, `\\n`, `\\t`, `\\{` and `\\}`',
        });
      }
      literal += escaped ?? '';
      at += 2;
    } else if (character === '{') {
      const close = text.indexOf('}', at);
      if (close < 0) {
        diagnostics.push({
          severity: 'error',
          code: 'syntax/interpolation',
          title: 'this `{` in a string is never closed',
          primary: {
            span: places.span(token.startOffset + at, token.startOffset + at + 1),
            message: 'its `}` is missing',
          },
          hint: 'write `\\{` for the brace itself',
        });
        break;
      }
      if (literal !== '') parts.push(literal);
      literal = '';
      const start = token.startOffset + at + 1;
      const inner = parseInner(text.slice(at + 1, close), places, start);
      diagnostics.push(...inner.diagnostics);
      parts.push(inner.expression);
      at = close + 1;
    } else {
      literal += character;
      at++;
    }
  }
  if (literal !== '') parts.push(literal);
  const span = places.token(token);
  const expression =
    diagnostics.length === 0
      ? ({ kind: 'string', parts, span } as const)
      : ({ kind: 'error', span } as const);
  return { expression, diagnostics };
}

/** Where in a string literal a brace opens that is not closed, if one does. */
export function unclosedBrace(text: string): number | undefined {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{') {
      const close = text.indexOf('}', at);
      if (close < 0) return at;
      at = close;
    }
  }
  return undefined;
}
