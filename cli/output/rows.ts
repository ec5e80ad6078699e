import { widthOf } from '../text/width.js';
import { INDENT, MOST_LINES } from './integers.js';
import type { ShownOutput } from './show.js';

/** Numbers of five digits, so many of them in a line, can be taken in at a glance. */
const MOST_COLUMNS = 8;

/**
 * A small tensor of floats as its rows along the last axis, each number to the right; undefined where there
 * are too many, or too long ones, to be read.
 */
export function rowLines(
  { shape, data }: ShownOutput,
  text: (value: number) => string,
  width: number,
): string[] | undefined {
  const columns = shape.at(-1);
  if (columns === undefined || columns > MOST_COLUMNS || data.length > columns * MOST_LINES) {
    return undefined;
  }
  const cells = Array.from(data, text);
  const widest = Math.max(...cells.map(widthOf));
  if (INDENT.length + columns * (widest + 2) > width) return undefined;
  const padded = cells.map((cell) => ' '.repeat(widest - widthOf(cell)) + cell);
  return Array.from(
    { length: data.length / columns },
    (_, row) => INDENT + padded.slice(row * columns, (row + 1) * columns).join('  '),
  );
}
