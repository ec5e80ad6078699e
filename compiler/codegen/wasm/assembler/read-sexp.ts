import type { Sexp } from '../sexp.js';

const TOKEN = /;;[^\n]*|[()]|"[^"]*"|[^\s()";]+/g;

/** The first list of a text. Line comments are left out; strings keep their quotes. */
export function readSexp(text: string): readonly Sexp[] {
  const open: Sexp[][] = [[]];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith(';;')) continue;
    if (token === '(') open.push([]);
    else if (token === ')') {
      const list = open.pop() ?? [];
      open.at(-1)?.push(list);
    } else open.at(-1)?.push(token);
  }
  const first = open[0]?.find(isList);
  if (open.length !== 1 || first === undefined) throw new Error('the parentheses do not match');
  return first;
}

export function isList(part: Sexp | undefined): part is readonly Sexp[] {
  return typeof part === 'object';
}
