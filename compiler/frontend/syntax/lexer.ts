import { Lexer } from 'chevrotain';
import type { ILexingError, IToken } from 'chevrotain';
import type { FrontendDiagnostic } from '../codes.js';
import { joinBracedQuotes } from './braced-quotes.js';
import type { Places } from './places.js';
import * as t from './tokens.js';
import { is } from './tokens.js';

/** Brackets nested deeper than this are refused before parsing, which recurses. */
const DEEPEST_BRACKETS = 64;

const lexer = new Lexer(t.TOKENS, { positionTracking: 'full' });

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** Brackets nest too deeply to go on. */
  readonly tooDeep?: FrontendDiagnostic;
}

/** The tokens of a text, without those that end lines. */
export function tokenize(source: string, places: Places): Lexed {
  const lexed = lexer.tokenize(source);
  const joined = joinBracedQuotes(source, lexed.tokens, places);
  const tooDeep = nesting(joined.tokens, places);
  return {
    ...(tooDeep === undefined ? {} : { tooDeep }),
    tokens: joined.tokens,
    comments: lexed.groups.comments,
    diagnostics: [
      ...lexicalErrors(source, lexed.errors, joined.tokens, places),
      ...joined.diagnostics,
    ],
  };
}

function lexicalErrors(
  source: string,
  errors: readonly ILexingError[],
  tokens: readonly IToken[],
  places: Places,
): FrontendDiagnostic[] {
  const joined = tokens.filter((token) => token.tokenType === t.StringWithQuotes);
  const alone = errors.filter(
    ({ offset }) =>
      !joined.some(
        ({ startOffset, image }) => startOffset < offset && offset < startOffset + image.length,
      ),
  );
  const unreadable = alone.map((error): FrontendDiagnostic => {
    const text = source.slice(error.offset, error.offset + error.length);
    return {
      severity: 'error',
      code: 'syntax/character',
      title: `\`${readable(text)}\` means nothing in the language`,
      primary: {
        span: places.span(error.offset, error.offset + error.length),
        message: 'not part of the language',
      },
      ...(text === ';' ? { hint: 'a statement ends with its line' } : {}),
    };
  });
  const open = tokens
    .filter((token) => token.tokenType === t.OpenString)
    .map((token): FrontendDiagnostic => ({
      severity: 'error',
      code: 'syntax/string',
      title: 'this string is not closed',
      primary: { span: places.token(token), message: 'its `"` is missing' },
      hint: 'a string ends on the line it begins on',
    }));
  return [...unreadable, ...open];
}

/** Text for a message: short, and without what would upset a terminal. */
function readable(text: string): string {
  const short = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  return short.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}

function nesting(tokens: readonly IToken[], places: Places): FrontendDiagnostic | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (is(token, t.OpenParen, t.OpenBracket, t.OpenBrace)) depth++;
    else if (is(token, t.CloseParen, t.CloseBracket, t.CloseBrace)) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST_BRACKETS) {
      return {
        severity: 'error',
        code: 'syntax/nesting',
        title: `brackets nest more than ${DEEPEST_BRACKETS} levels deep`,
        primary: { span: places.token(token), message: 'too deep' },
        hint: 'give the inner parts names of their own',
      };
    }
  }
  return undefined;
}
