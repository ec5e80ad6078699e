import { createTokenInstance } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import * as t from './tokens.js';
import { is, isName } from './tokens.js';

/** The payload of a token `Broken` that stands for what may have bound any name. */
export const ANY_NAME = 'any name';

export function bindsAnything({ payload }: IToken): boolean {
  return payload === ANY_NAME;
}

export interface Recovered {
  readonly tokens: IToken[];
  /** What is left out, and the names that are kept of it. */
  readonly broken: readonly IToken[];
  /** The statement was broken already: what is wrong with it now follows from that. */
  readonly again: boolean;
}

/**
 * Takes a broken statement out of the tokens, the one around the token at `at`. The names that it
 * binds stay, and what its body belongs to: `x = Broken`, `for i in Broken { … }`. So the grammar never
 * has to find its way back, what follows is read as if nothing had been wrong, and what depends on the
 * statement is known to be unknown. What is broken a second time is left out with its bodies, and a
 * third time with what is around it.
 */
export function withoutBroken(tokens: readonly IToken[], at: number): Recovered {
  let { start, end } = statementAt(tokens, at);
  if (at === end && isCutHead(tokens, start, end)) ({ end } = statementAt(tokens, end + 1));
  const body = indexOf(tokens, t.OpenBrace, start, end);
  const isBroken = indexOf(tokens, t.Broken, start, body ?? end) !== undefined;
  // A bracket that was put in has been reported, too.
  const again = isBroken || tokens.slice(start, end).some(isPutIn);
  const leaveOut = (from: number, to: number, kept: readonly IToken[]): Recovered => ({
    tokens: [...tokens.slice(0, from), ...kept, ...tokens.slice(to)],
    broken: tokens.slice(from, to),
    again,
  });
  if (body !== undefined && at <= body && !isBroken) {
    return leaveOut(start, body, headOf(tokens, start, body, at));
  }
  const behind = 1 + lastIndexOf(tokens, t.CloseBrace, start, end);
  if (at >= behind && behind < end && is(tokens[start], t.Network, t.Block, t.For)) {
    return leaveOut(behind, end, []);
  }
  const around = enclosing(tokens, start);
  if (isBroken && body === undefined && around !== undefined) {
    ({ start, end } = statementAt(tokens, around));
  }
  return leaveOut(start, end, wholeOf(tokens, start, end, at));
}

/** Whether a head ends where only the next statement has a body, with something of a head before it. */
function isCutHead(tokens: readonly IToken[], start: number, end: number): boolean {
  const [first, next] = [tokens[start], tokens.at(end + 1)];
  if (!is(first, t.Network, t.Block, t.For, t.If) || !isName(next)) return false;
  if (indexOf(tokens, t.OpenBrace, start, end) !== undefined) return false;
  return indexOf(tokens, t.OpenBrace, end + 1, statementAt(tokens, end + 1).end) !== undefined;
}

function isPutIn(token: IToken): boolean {
  return token.image === '' && is(token, t.CloseParen, t.CloseBracket, t.CloseBrace);
}

/** From the beginning of the statement to its `EndOfLine`, or to the brace that ends what it is in. */
function statementAt(
  tokens: readonly IToken[],
  at: number,
): { readonly start: number; readonly end: number } {
  let start = at;
  for (let depth = 0; start > 0; start--) {
    const before = tokens[start - 1];
    if (is(before, t.CloseBrace)) depth++;
    else if (depth === 0 && is(before, t.OpenBrace, t.EndOfLine)) break;
    else if (is(before, t.OpenBrace)) depth--;
  }
  // Nothing stands before a closing brace: what it belongs to is meant, or the statement before.
  if (start === at && is(tokens[at], t.CloseBrace) && at > 0) return statementAt(tokens, at - 1);
  let end = start;
  for (let depth = 0; end < tokens.length; end++) {
    if (is(tokens[end], t.OpenBrace)) depth++;
    else if (depth === 0 && is(tokens[end], t.CloseBrace, t.EndOfLine)) break;
    else if (is(tokens[end], t.CloseBrace)) depth--;
  }
  return { start, end };
}

/** The brace that opens what a token is in. */
function enclosing(tokens: readonly IToken[], at: number): number | undefined {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    if (is(tokens[index], t.CloseBrace)) depth++;
    else if (is(tokens[index], t.OpenBrace) && depth-- === 0) return index;
  }
  return undefined;
}

/** The words in front of a body, as far as they tell what it is. */
function headOf(tokens: readonly IToken[], start: number, end: number, at: number): IToken[] {
  const head = tokens.slice(start, end);
  const [first, second, third] = head as readonly (IToken | undefined)[];
  const broken = standIn(tokens, start, end, at);
  const place = broken.startOffset;
  if (enclosing(tokens, start) === undefined) {
    const keyword = is(first, t.Network, t.Block) ? first : undefined;
    const name = keyword !== undefined && isName(second) ? second : made(t.Identifier, place);
    return [keyword ?? made(t.Block, place), name, broken];
  }
  if (first !== undefined && is(first, t.For)) {
    const name = isName(second) && is(third, t.In) ? second : made(t.Identifier, place);
    return [first, name, made(t.In, place), broken];
  }
  const names = head.some((token) => is(token, t.Equal)) ? namesOf(head) : [];
  return [...binding(names), made(t.If, place), broken];
}

/** What is left of a whole statement: the names that it and its bodies bind. */
function wholeOf(tokens: readonly IToken[], start: number, end: number, at: number): IToken[] {
  const broken = standIn(tokens, start, end, at);
  if (is(tokens[start], t.Network, t.Block)) {
    const head = headOf(tokens, start, Math.min(start + 2, end), at);
    const place = broken.startOffset;
    return [...head, made(t.OpenBrace, place), made(t.CloseBrace, place)];
  }
  return [...binding(namesOf(tokens.slice(start, end))), broken];
}

function binding(names: readonly IToken[]): IToken[] {
  return names.flatMap((name, at) => [
    name,
    made(at < names.length - 1 ? t.Comma : t.Equal, name.startOffset),
  ]);
}

/** The names that stand where a statement binds them; without such, the name it begins with. */
function namesOf(tokens: readonly IToken[]): IToken[] {
  const lines: IToken[][] = [[]];
  for (const token of tokens) {
    if (is(token, t.OpenBrace, t.CloseBrace, t.EndOfLine)) lines.push([]);
    else lines[lines.length - 1].push(token);
  }
  const names = lines.flatMap((line, at) => {
    const [first, second] = line as readonly (IToken | undefined)[];
    if (is(first, t.Input, t.Output, t.State) && second !== undefined && isName(second))
      return [second];
    const target = line.findIndex((token) =>
      is(token, t.Equal, t.Arrow, t.OpenParen, t.OpenBracket, t.For, t.Import),
    );
    const isBinding = is(line.at(target), t.Equal) && target >= 0;
    if (isBinding) return line.slice(0, target).filter(isName);
    return at === 0 && first !== undefined && isName(first) ? [first] : [];
  });
  return names.filter(({ image }, at) => names.findIndex((name) => name.image === image) === at);
}

/**
 * The token that stands for those from `start` to `end`. Where the mistake at `at` is in front of the
 * sign that binds, or there is none, names may be missing.
 */
function standIn(tokens: readonly IToken[], start: number, end: number, at: number): IToken {
  const first = tokens.at(start) ?? tokens[tokens.length - 1];
  const last = end > start ? tokens[end - 1] : first;
  const broken = made(t.Broken, first.startOffset, last.startOffset + last.image.length);
  const binds = indexOf(tokens, t.Equal, start, end);
  if (binds === undefined || at <= binds) broken.payload = ANY_NAME;
  return broken;
}

function made(type: TokenType, start: number, end = start): IToken {
  return createTokenInstance(type, '', start, end, NaN, NaN, NaN, NaN);
}

function indexOf(
  tokens: readonly IToken[],
  type: TokenType,
  start: number,
  end: number,
): number | undefined {
  const found = tokens.slice(start, end).findIndex((token) => is(token, type));
  return found < 0 ? undefined : start + found;
}

function lastIndexOf(
  tokens: readonly IToken[],
  type: TokenType,
  start: number,
  end: number,
): number {
  return start + tokens.slice(start, end).findLastIndex((token) => is(token, type));
}
