import type { Context } from '../context.js';
import type { DiffLine } from './diff.js';
import { diffLines, hunks } from './diff.js';

/** What something on the way through the compiler made of a text. */
export interface Change {
  readonly title: string;
  readonly why: string;
  /** None where nothing changed. */
  readonly lines: readonly DiffLine[];
}

/** The changed lines with one around them; all of `after` where there was nothing before. */
export function changeBetween(
  { title, why }: Pick<Change, 'title' | 'why'>,
  before: readonly string[],
  after: readonly string[],
): Change {
  const lines = diffLines(before, after);
  const changed = lines.some(({ kind }) => kind !== 'same');
  return { title, why, lines: changed ? hunks(lines, 1) : [] };
}

/** Changes one below the other: lines taken away and added. */
export function changeLines({ colors }: Context, changes: readonly Change[]): string[] {
  const { bold, red, green, dim } = colors.out;
  const paint = {
    same: (text: string) => dim(`  ${text}`),
    removed: (text: string) => red(`- ${text}`),
    added: (text: string) => green(`+ ${text}`),
  };
  return changes.flatMap(({ title, why, lines }, index) => {
    if (lines.length === 0) return [`${bold(title)}: changed nothing`];
    const body = lines.map(({ kind, text }) => paint[kind](text));
    const last = index === changes.length - 1;
    return [`${bold(title)}: ${why}`, ...body, ...(last ? [] : [''])];
  });
}
