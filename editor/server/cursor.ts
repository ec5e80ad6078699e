import type { IToken } from 'chevrotain';
import type { ParsedModule } from '../../compiler/frontend/syntax/parse.js';
import { isOperator, UNFINISHED } from '../../compiler/frontend/syntax/lines.js';
import * as t from '../../compiler/frontend/syntax/tokens.js';
import { is, isName } from '../../compiler/frontend/syntax/tokens.js';

/** Where the caret stands, told from tokens alone, which also an unfinished text has. */
export interface Cursor {
  readonly kind: 'code' | 'comment' | 'string';
  /** The tokens of the text before the word at the caret. */
  readonly before: readonly IToken[];
  /** The caret, or the word at it, may begin a statement: it stands on a line of its own. */
  readonly atStatement: boolean;
  /** The innermost call whose parentheses are open. */
  readonly call?: OpenCall;
  /** Braces that are open: 0 outside of networks and blocks. */
  readonly depth: number;
  /** The caret stands within the braces of an import. */
  readonly inImport: boolean;
}

export interface OpenCall {
  readonly name: string;
  readonly callee: IToken;
  /** What stands in front by `->`. */
  readonly piped: boolean;
  /** The names given so far, and how many arguments came without. */
  readonly named: readonly string[];
  readonly positional: number;
  /** The name of the argument that the caret stands in. */
  readonly current?: string;
}

export function cursorAt(
  { tokens, comments }: Pick<ParsedModule, 'tokens' | 'comments'>,
  source: string,
  offset: number,
): Cursor {
  const endOf = (token: IToken): number => token.startOffset + token.image.length;
  const isComment = comments.some((token) => token.startOffset < offset && offset <= endOf(token));
  // Tokens without text are put in where brackets and lines end.
  const started = tokens.filter(({ image, startOffset }) => image !== '' && startOffset < offset);
  const last = started.at(-1);
  const inString =
    last !== undefined &&
    (is(last, t.OpenString)
      ? offset <= endOf(last)
      : is(last, t.StringLiteral, t.StringWithQuotes) && offset < endOf(last));
  const inWord = last !== undefined && /^[\p{L}_]/u.test(last.image) && offset <= endOf(last);
  const before = inString || inWord ? started.slice(0, -1) : started;
  const shape = brackets(before);
  return {
    kind: isComment ? 'comment' : inString ? 'string' : 'code',
    before,
    atStatement:
      shape.inBody && beginsLine(before.at(-1), source, inWord ? last.startOffset : offset),
    ...shape,
  };
}

/** Whether nothing before `offset` goes on there: a line has ended, or a body begins. */
function beginsLine(last: IToken | undefined, source: string, offset: number): boolean {
  if (last === undefined || is(last, t.OpenBrace)) return true;
  if (UNFINISHED.has(last.tokenType) || isOperator(last)) return false;
  return /[\r\n]/.test(source.slice(last.startOffset + last.image.length, offset));
}

function brackets(
  tokens: readonly IToken[],
): Pick<Cursor, 'call' | 'depth' | 'inImport'> & { readonly inBody: boolean } {
  const open: number[] = [];
  tokens.forEach((token, at) => {
    if (is(token, t.OpenParen, t.OpenBracket, t.OpenBrace)) open.push(at);
    else if (is(token, t.CloseParen, t.CloseBracket, t.CloseBrace)) open.pop();
  });
  const braces = open.filter((at) => is(tokens[at], t.OpenBrace));
  const innermost = open.at(-1);
  const inImport =
    innermost !== undefined &&
    is(tokens[innermost], t.OpenBrace) &&
    is(tokens[innermost - 1], t.Import);
  const paren = open
    .filter((at) => is(tokens[at], t.OpenParen) && isName(tokens[at - 1]))
    .filter((at) => braces.every((brace) => brace < at))
    .at(-1);
  return {
    depth: braces.length,
    inImport,
    inBody: innermost === undefined || is(tokens[innermost], t.OpenBrace),
    ...(paren === undefined ? {} : { call: openCall(tokens, paren) }),
  };
}

function openCall(tokens: readonly IToken[], paren: number): OpenCall {
  const callee = tokens[paren - 1];
  const named: string[] = [];
  let positional = 0;
  let current: string | undefined;
  let depth = 0;
  let given = false;
  const close = (): void => {
    if (current !== undefined) named.push(current);
    else if (given) positional++;
    current = undefined;
    given = false;
  };
  for (let at = paren + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (is(token, t.OpenParen, t.OpenBracket, t.OpenBrace)) depth++;
    if (is(token, t.CloseParen, t.CloseBracket, t.CloseBrace)) depth--;
    if (depth === 0 && is(token, t.Comma)) {
      close();
      continue;
    }
    given = true;
    if (depth === 0 && is(token, t.Equal) && isName(tokens[at - 1])) {
      current = tokens[at - 1].image;
    }
  }
  return {
    name: callee.image,
    callee,
    piped: is(tokens[paren - 2], t.Arrow),
    named,
    positional,
    ...(current === undefined ? {} : { current }),
  };
}
