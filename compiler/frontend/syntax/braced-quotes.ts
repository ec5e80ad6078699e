import { createTokenInstance } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { FrontendDiagnostic } from '../codes.js';
import type { Places } from './places.js';
import { unclosedBrace } from './strings.js';
import * as t from './tokens.js';

/**
 * No string can stand inside the braces of another: its first quote ends the outer one, and what was
 * meant as one string, `"layer{"a"}"`, is read as several with other things between. Here they become
 * one token again, with one error, wherever that makes sense of the line.
 */
export function joinBracedQuotes(
  source: string,
  tokens: readonly IToken[],
  places: Places,
): { readonly tokens: readonly IToken[]; readonly diagnostics: readonly FrontendDiagnostic[] } {
  const joined: IToken[] = [];
  const diagnostics: FrontendDiagnostic[] = [];
  let behind = 0;
  for (const token of tokens) {
    if (token.startOffset < behind) continue;
    const brace = token.tokenType === t.StringLiteral ? unclosedBrace(token.image) : undefined;
    const end = brace === undefined ? undefined : meantEnd(source, token.startOffset + brace);
    if (brace === undefined || end === undefined) {
      joined.push(token);
      continue;
    }
    behind = end;
    joined.push(
      createTokenInstance(
        t.StringWithQuotes,
        source.slice(token.startOffset, end),
        token.startOffset,
        end - 1,
        token.startLine ?? NaN,
        token.endLine ?? NaN,
        token.startColumn ?? NaN,
        (token.startColumn ?? NaN) + end - token.startOffset - 1,
      ),
    );
    const [open, quote] = [
      token.startOffset + brace,
      token.startOffset + token.image.length - 1,
    ].map((at) => places.span(at, at + 1));
    diagnostics.push({
      severity: 'error',
      code: 'syntax/interpolation',
      title: 'a quote cannot stand inside the braces of a string',
      primary: { span: quote, message: 'this ends the string' },
      secondary: [{ span: open, message: 'its `}` comes only later' }],
      hint: 'give what stands in the braces a name: `name = …`, then `{name}`',
    });
  }
  return { tokens: joined, diagnostics };
}

/**
 * Where the string whose brace opens at `brace` ends if quotes within braces belong to strings of
 * their own; undefined when that does not come out on this line.
 */
function meantEnd(source: string, brace: number): number | undefined {
  const [line] = /^[^\r\n]*/.exec(source.slice(brace)) ?? [''];
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '{') depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    else if (character === '\\') at++;
    else if (character === '"') {
      if (depth === 0) return brace + at + 1;
      const inner = /^"(?:[^"\\]|\\.)*"/.exec(line.slice(at));
      if (inner === null) return undefined;
      at += inner[0].length - 1;
    }
  }
  return undefined;
}
