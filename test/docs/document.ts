import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A block of code under the path of the file it belongs to. */
export interface Step {
  /** A whole file, lines added to and taken from one, or lines that one has. */
  readonly kind: 'new' | 'change' | 'has';
  readonly path: string;
  readonly text: string;
}

/** A command line as the document shows it, with what it prints when that is shown too. */
export interface ShownCommand {
  readonly command: string;
  readonly output: string | undefined;
}

const STEP = /^`([^`\n]+)`(, new| has)?:\n\n```(?:ts|diff|net)\n([^]*?)^```$/gm;
const COMMAND = /^```sh\n([^\n]*)\n```\n(?:\n```text\n([^]*?)^```$)?/gm;

const KINDS = { ', new': 'new', ' has': 'has' } as const;

/** Every block that follows a line with nothing but a path, `…, new:`, `…:` or `… has:`, in order. */
export function stepsIn(document: string): Step[] {
  return [...document.matchAll(STEP)].map(([, path, kind, text]) => ({
    kind: kind === undefined ? 'change' : KINDS[kind as keyof typeof KINDS],
    path,
    text,
  }));
}

export function commandsIn(document: string): ShownCommand[] {
  const matches = document.matchAll(COMMAND) as Iterable<(string | undefined)[]>;
  return [...matches].map(([, command = '', output]) => ({ command, output }));
}

/** Does to the files below `root` what a reader of the document would. Throws where that fails. */
export function applyStep(root: string, { kind, path, text }: Step): void {
  const file = join(root, path);
  if (kind === 'new') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return;
  }
  const before = readFileSync(file, 'utf8');
  if (kind === 'has') only(before, text, path);
  else writeFileSync(file, changed(before, text, path));
}

/**
 * Applies a change: parts separated by `@@`, in the order of the file, whose lines begin with a space
 * (stays), `+` (new) or `-` (goes). What stays and goes must stand in the file exactly once.
 */
function changed(before: string, change: string, path: string): string {
  let done = '';
  let end = 0;
  for (const part of change.split(/^@@\n/m)) {
    const old = sideOf(part, '-');
    const start = only(before, old, path);
    if (start < end) throw new Error(`${path}: the parts of the change are not in order`);
    done += before.slice(end, start) + sideOf(part, '+');
    end = start + old.length;
  }
  return done + before.slice(end);
}

/** The lines of one side of a change, without their first character. */
function sideOf(part: string, side: '+' | '-'): string {
  return part
    .split(/(?<=\n)/)
    .filter((line) => line.startsWith(' ') || line.startsWith(side) || line === '\n')
    .map((line) => (line === '\n' ? line : line.slice(1)))
    .join('');
}

/** Where these whole lines stand in the file. */
function only(text: string, lines: string, path: string): number {
  const places: number[] = [];
  for (let at = text.indexOf(lines); at !== -1; at = text.indexOf(lines, at + 1)) {
    if (at === 0 || text[at - 1] === '\n') places.push(at);
  }
  if (places.length === 1) return places[0];
  throw new Error(`${path} has these lines ${places.length} times instead of once:\n${lines}`);
}
