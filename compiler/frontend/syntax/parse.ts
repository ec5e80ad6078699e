import { Lexer } from 'chevrotain';
import type { ILexingError, IRecognitionException, IToken } from 'chevrotain';
import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import type * as ast from './ast.js';
import { joinBracedQuotes } from './braced-quotes.js';
import { Grammar } from './grammar/grammar.js';
import { placeLineEnds } from './lines.js';
import { Places } from './places.js';
import * as t from './tokens.js';

/** A file as text, tokens and tree, with everything that is wrong with its syntax. */
export interface ParsedModule {
  readonly module: ast.Module;
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** Names on broken lines: they may be bound there, so nothing is said about them. */
  readonly doubtful: ReadonlySet<string>;
}

/** Brackets nested deeper than this are refused before parsing, which recurses. */
const DEEPEST_BRACKETS = 64;

const lexer = new Lexer(t.TOKENS, { positionTracking: 'full' });
/** Interpolations parse expressions while a module is being parsed, so they have their own. */
const grammars = {
  module: lazily(() => new Grammar(parseExpression)),
  expression: lazily(() => new Grammar(parseExpression)),
};

/** Parses a whole file. Never throws; a file with errors gives the tree of what could be read. */
export function parseModule(source: string, file: string): ParsedModule {
  const places = new Places(file);
  const { tokens, comments, diagnostics } = tokenize(source, places);
  const tooDeep = nesting(tokens, places);
  if (tooDeep !== undefined) {
    const module: ast.Module = { file, items: [] };
    return {
      module,
      tokens,
      comments,
      diagnostics: [...diagnostics, tooDeep],
      doubtful: new Set(),
    };
  }
  const lines = placeLineEnds(tokens, (start, end) => places.span(start, end));
  const grammar = grammars.module();
  const furtherErrors = grammar.begin(lines.tokens, places);
  const items = grammar.module();
  const all = [
    ...diagnostics,
    ...lines.diagnostics,
    ...grammar.errors.map((error) =>
      parserError(error, places, places.span(source.length, source.length)),
    ),
    ...furtherErrors(),
  ];
  const kept = onePerLine(all, lines.tokens);
  return {
    module: { file, items: items.filter((item) => item.span.end > 0) },
    tokens: lines.tokens,
    comments,
    diagnostics: kept.diagnostics,
    doubtful: kept.doubtful,
  };
}

/**
 * Parses a text that is one expression and stands at `offset` of the file of `places`.
 */
export function parseExpression(
  text: string,
  outer: Places,
  offset = 0,
): { readonly expression: ast.Expression; readonly diagnostics: readonly FrontendDiagnostic[] } {
  const places = new Places(outer.file, offset);
  const { tokens, diagnostics } = tokenize(text, places);
  const tooDeep = nesting(tokens, places);
  const whole = places.span(0, text.length);
  if (tooDeep !== undefined) {
    return { expression: { kind: 'error', span: whole }, diagnostics: [...diagnostics, tooDeep] };
  }
  const lines = placeLineEnds(tokens, (start, end) => places.span(start, end));
  const grammar = grammars.expression();
  const furtherErrors = grammar.begin(lines.tokens, places);
  const expression = grammar.onlyExpression();
  const all = [
    ...diagnostics,
    ...lines.diagnostics,
    ...grammar.errors.map((error) => parserError(error, places, whole)),
    ...furtherErrors(),
  ];
  return {
    expression: all.length === 0 ? expression : { kind: 'error', span: whole },
    diagnostics: all.slice(0, 1),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function tokenize(
  source: string,
  places: Places,
): {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly FrontendDiagnostic[];
} {
  const lexed = lexer.tokenize(source);
  const joined = joinBracedQuotes(source, lexed.tokens, places);
  return {
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
    if (isOpening(token)) depth++;
    else if (isClosing(token)) depth = Math.max(0, depth - 1);
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

function isOpening(token: IToken): boolean {
  return [t.OpenParen, t.OpenBracket, t.OpenBrace].includes(token.tokenType);
}

function isClosing(token: IToken): boolean {
  return [t.CloseParen, t.CloseBracket, t.CloseBrace].includes(token.tokenType);
}

function parserError(error: IRecognitionException, places: Places, end: Span): FrontendDiagnostic {
  const span = Number.isFinite(error.token.startOffset) ? places.token(error.token) : end;
  const [expected, found] = error.message.split(', but found ');
  return {
    severity: 'error',
    code: 'syntax/expected',
    title: error.message,
    primary: { span, message: found === undefined ? error.message : expected },
  };
}

/**
 * Keeps one error of each logical line: what comes with it on the same line is rarely a mistake of its
 * own. That is the first of the line, but an unfinished string, which takes brackets with it and turns
 * what is in quotes and what is not around, goes before. The names on such lines are returned as
 * doubtful.
 */
function onePerLine(
  diagnostics: readonly FrontendDiagnostic[],
  tokens: readonly IToken[],
): { readonly diagnostics: FrontendDiagnostic[]; readonly doubtful: Set<string> } {
  const ends = tokens
    .filter((token) => token.tokenType === t.EndOfLine || token.tokenType === t.OpenBrace)
    .map((token) => token.startOffset);
  const lineOf = (offset: number): number => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offset <= ends[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const startOf = ({ primary }: FrontendDiagnostic): number => primary?.span.start ?? 0;
  const isString = ({ code }: FrontendDiagnostic): number => (code === 'syntax/string' ? 0 : 1);
  const byCause = [...diagnostics].sort(
    (a, b) => isString(a) - isString(b) || startOf(a) - startOf(b),
  );
  const broken = new Set<number>();
  const kept = byCause
    .filter((diagnostic) => {
      const line = lineOf(startOf(diagnostic));
      if (broken.has(line)) return false;
      broken.add(line);
      return true;
    })
    .sort((a, b) => startOf(a) - startOf(b));
  const doubtful = new Set<string>();
  if (broken.size > 0) {
    for (const token of tokens) {
      if (token.tokenType === t.Identifier && broken.has(lineOf(token.startOffset))) {
        doubtful.add(token.image);
      }
    }
  }
  return { diagnostics: kept, doubtful };
}
