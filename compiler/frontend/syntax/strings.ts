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
 * Reads a string literal: escapes `\" \\ \n \t \{ \}` and interpolations `{expression}`, which may
 * not hold strings themselves.
 */
export function readString(
  token: IToken,
  places: Places,
  parseInner: ParseInner,
): {
  readonly expression: ast.StringExpression;
  readonly diagnostics: readonly FrontendDiagnostic[];
} {
  const text = token.image;
  const closed = text.length > 1 && text.endsWith('"');
  const end = closed ? text.length - 1 : text.length;
  const parts: (string | ast.Expression)[] = [];
  const diagnostics: FrontendDiagnostic[] = [];
  let literal = '';
  let at = 1;
  while (at < end) {
    const character = text[at];
    if (character === '\\') {
      const escaped = ESCAPES[text[at + 1]] as string | undefined;
      if (escaped === undefined && at + 1 < end) {
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
      if (close < 0 || close >= end) {
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
  return { expression: { kind: 'string', parts, span: places.token(token) }, diagnostics };
}
