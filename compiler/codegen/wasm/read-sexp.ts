import type { Sexp } from './sexp.js';

const TOKEN = /;;[^\n]*|[()]|"[^"]*"|[^\s()";]+/g;

/** The lists of a text that somebody wrote by hand. Strings keep their quotes, comments are kept. */
export function readSexps(text: string): readonly Sexp[] {
  const open: Sexp[][] = [[]];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '(') open.push([]);
    else if (token === ')') {
      const list = open.pop() ?? [];
      open.at(-1)?.push(list);
    } else open.at(-1)?.push(token);
  }
  const [lists] = open;
  if (open.length !== 1) throw new Error('the parentheses do not match');
  return lists;
}
