import { cut, widthOf } from '../text/width.js';
import { wrap } from '../text/wrap.js';
import type { ShownOutput } from './show.js';

/** More lines of one output than this say less than a file. */
export const MOST_LINES = 20;
export const INDENT = '  ';

/**
 * Integers in order, a row of the last axis beginning a line: positions and tokens mean something by where
 * they stand, not by how large they are. Where classes have labels, each has a line.
 */
export function integerLines({ shape, data, labels }: ShownOutput, width: number): string[] {
  const numbers = Array.from(data, String);
  const extent = Math.max(1, shape.at(-1) ?? 1);
  const rows = Array.from({ length: Math.ceil(numbers.length / extent) }, (_, row) =>
    numbers.slice(row * extent, (row + 1) * extent),
  );
  const lines =
    labels === undefined
      ? rows.flatMap((row) => wrap(row.join(' '), width, INDENT))
      : rows.flatMap((row) => labelled(row, labels, width));
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `${INDENT}and ${left} more lines`] : shown;
}

function labelled(row: readonly string[], labels: readonly string[], width: number): string[] {
  const digits = Math.max(...row.map((number) => number.length));
  const names = labels.map((label) => cut(label, Math.max(8, width - digits - 6)));
  const widest = Math.max(...names.map(widthOf));
  return row.map((number, at) => {
    const name = names[at] ?? '';
    return `${INDENT}${' '.repeat(widest - widthOf(name))}${name}  ${number.padStart(digits)}`;
  });
}
