import type { IRecognitionException, IToken } from 'chevrotain';
import type { FrontendDiagnostic } from '../codes.js';
import type * as ast from './ast.js';
import { withoutBroken } from './broken-statements.js';
import { Grammar } from './grammar/grammar.js';
import { tokenize } from './lexer.js';
import { placeLineEnds } from './lines.js';
import { parserError } from './messages.js';
import { Places } from './places.js';
import * as t from './tokens.js';
import { is, isName } from './tokens.js';

/** A file as text, tokens and tree, with everything that is wrong with its syntax. */
export interface ParsedModule {
  readonly module: ast.Module;
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly FrontendDiagnostic[];
  /** Names in broken statements: they may be bound or used there, so nothing is said about them. */
  readonly doubtful: Names;
}

export type Names = Pick<ReadonlySet<string>, 'has'>;

/** Statements that the grammar refuses; after so many nothing more is read. */
const MOST_BROKEN = 20;

/** Interpolations parse expressions while a module is being parsed, so they have their own. */
const grammars = {
  module: lazily(() => new Grammar(parseExpression)),
  expression: lazily(() => new Grammar(parseExpression)),
};

/** Parses a whole file. Never throws; a file with errors gives the tree of what could be read. */
export function parseModule(source: string, file: string): ParsedModule {
  const places = new Places(file);
  const { tokens, comments, diagnostics, tooDeep } = tokenize(source, places);
  if (tooDeep !== undefined) {
    const module: ast.Module = { file, items: [] };
    const all = [...diagnostics, tooDeep];
    return { module, tokens, comments, diagnostics: all, doubtful: new Set() };
  }
  const lines = placeLineEnds(tokens, places);
  const readable = new ReadableTokens(source, lines.tokens);
  for (const { primary } of [...diagnostics, ...lines.diagnostics]) {
    if (primary !== undefined) readable.leaveOutAround(primary.span.start);
  }
  const read = parseReadable(readable, places);
  const all = [
    ...diagnostics,
    ...lines.diagnostics,
    ...read.errors.map((error) =>
      parserError(error, places, places.span(source.length, source.length)),
    ),
    ...read.diagnostics,
  ];
  return {
    module: { file, items: read.items },
    tokens: lines.tokens,
    comments,
    diagnostics: onePerLine(all, lines.tokens),
    // A broken import may have brought any name.
    doubtful: readable.hasBrokenImport ? { has: () => true } : readable.doubtful,
  };
}

/** What of the tokens the grammar can read, and what it says of the rest. */
function parseReadable(
  readable: ReadableTokens,
  places: Places,
): {
  readonly items: readonly ast.Item[];
  readonly errors: readonly IRecognitionException[];
  readonly diagnostics: readonly FrontendDiagnostic[];
} {
  const grammar = grammars.module();
  const errors: IRecognitionException[] = [];
  for (let attempts = 0; attempts < 3 * MOST_BROKEN; attempts++) {
    const furtherErrors = grammar.begin(readable.tokens, places);
    const items = grammar.module();
    const [error] = grammar.errors as readonly (IRecognitionException | undefined)[];
    if (error === undefined) return { items, errors, diagnostics: furtherErrors() };
    const isConsequence = readable.leaveOut(error.token);
    if (!isConsequence && errors.push(error) === MOST_BROKEN) break;
  }
  return { items: [], errors, diagnostics: [] };
}

/** The tokens of a file, of which more and more may be left out. */
class ReadableTokens {
  readonly doubtful = new Set<string>();
  hasBrokenImport = false;

  constructor(
    private readonly source: string,
    public tokens: IToken[],
  ) {}

  /** Leaves out the statement around a place, unless it is only the brace of its body that is wrong. */
  leaveOutAround(offset: number): void {
    if (/^[{}\r\n]?$/.test(this.source.slice(offset, offset + 1))) return;
    const next = this.tokens.findIndex(({ startOffset }) => startOffset >= offset);
    const isNear =
      next >= 0 && !/[\r\n]/.test(this.source.slice(offset, this.tokens[next].startOffset));
    this.leaveOutAt(isNear ? next : (next < 0 ? this.tokens.length : next) - 1);
  }

  /** Leaves out the statement of a token; true when something of it was left out before. */
  leaveOut(token: IToken): boolean {
    const found = this.tokens.indexOf(token);
    return this.leaveOutAt(found < 0 ? this.tokens.length - 1 : found);
  }

  private leaveOutAt(at: number): boolean {
    if (at < 0) return false;
    const { tokens, broken, again } = withoutBroken(this.tokens, at);
    this.tokens = tokens;
    this.hasBrokenImport ||= broken.some((token) => is(token, t.Import));
    for (const token of broken) {
      if (isName(token)) this.doubtful.add(token.image);
      if (!is(token, t.StringLiteral)) continue;
      for (const [, inner] of token.image.matchAll(/\{([^}]*)\}/g)) {
        for (const [name] of inner.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) this.doubtful.add(name);
      }
    }
    return again;
  }
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
  const { tokens, diagnostics, tooDeep } = tokenize(text, places);
  const whole = places.span(0, text.length);
  if (tooDeep !== undefined) {
    return { expression: { kind: 'error', span: whole }, diagnostics: [...diagnostics, tooDeep] };
  }
  const lines = placeLineEnds(tokens, places);
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

/**
 * Keeps one error of each logical line: what comes with it on the same line is rarely a mistake of its
 * own. That is the first of the line, but an unfinished string, which takes brackets with it and turns
 * what is in quotes and what is not around, goes before.
 */
function onePerLine(
  diagnostics: readonly FrontendDiagnostic[],
  tokens: readonly IToken[],
): FrontendDiagnostic[] {
  const ends = tokens
    .filter((token, at) => {
      const next = tokens[at + 1] as IToken | undefined;
      const isLast = (next?.startLine ?? 0) > (token.startLine ?? 0);
      return is(token, t.EndOfLine) || (is(token, t.OpenBrace) && isLast);
    })
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
  return byCause
    .filter((diagnostic) => {
      const line = lineOf(startOf(diagnostic));
      if (broken.has(line)) return false;
      broken.add(line);
      return true;
    })
    .sort((a, b) => startOf(a) - startOf(b));
}
