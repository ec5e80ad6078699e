import type { CutPart } from './width.js';
import { cut, widthOf } from './width.js';

/** What stands in a cell: a text, or several that say less and less, for tables that are too wide. */
export type Cell = string | readonly [string, ...string[]];

export interface Column {
  readonly title: string;
  /** What the title is in a table that is too wide. */
  readonly short?: string;
  readonly align?: 'right';
  /** Which part of its cells may be left out where nothing else helps. */
  readonly cut?: CutPart;
  /** How wide it stays as long as another can be cut. */
  readonly least?: number;
}

const GAP = '  ';
/** Narrower a cut cell says nothing. */
const LEAST_CUT = 6;

/**
 * Lines of a table with a rule under the titles. Columns are as wide as their widest cell; where that is
 * more than `width` in all, columns change to shorter forms of their cells, all that have one to the next before any to
 * that behind it, and those first that win most; then those are cut that may be, by what they have beyond their least width. A table whose columns may not
 * be cut stays too wide.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width = Infinity,
): string[] {
  const fitted = cutToFit(
    columns,
    columns.map(({ title, short = title }, index): Cell[] => [
      [title, short],
      ...rows.map((row) => row[index]),
    ]),
    width,
  );
  const widths = fitted.map(widthOfAll);
  const line = (at: number): string =>
    fitted
      .map((cells, index) => {
        const fill = ' '.repeat(widths[index] - widthOf(cells[at]));
        return columns[index].align === 'right' ? fill + cells[at] : cells[at] + fill;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join(GAP);
  return [line(0), rule, ...rows.map((_, index) => line(index + 1))];
}

/** The cells of every column, each with its title, in forms that fit. */
function cutToFit(
  columns: readonly Column[],
  cells: readonly (readonly Cell[])[],
  width: number,
): string[][] {
  const room = width - GAP.length * (columns.length - 1);
  const shown = shortened(cells, room);
  const widths = shown.map(widthOfAll);
  for (const leastOf of [({ least = LEAST_CUT }: Column) => least, () => LEAST_CUT]) {
    while (sum(widths) > room) {
      const spare = columns.map((column, index) =>
        column.cut === undefined ? 0 : widths[index] - leastOf(column),
      );
      const most = Math.max(...spare);
      if (most <= 0) break;
      widths[spare.indexOf(most)]--;
    }
  }
  return shown.map((column, index) =>
    column.map((text) => cut(text, widths[index], columns[index].cut)),
  );
}

/** Takes shorter forms, of a whole column at a time, until all fit into `room` or there are no more. */
function shortened(columns: readonly (readonly Cell[])[], room: number): string[][] {
  const forms = columns.map(() => 0);
  const shown = columns.map((cells) => formOf(cells, 0));
  while (sum(shown.map(widthOfAll)) > room) {
    const next = columns
      .map((cells, index) => ({ index, form: forms[index] + 1, cells }))
      .filter(({ cells, form }) => form < formCount(cells))
      .map((each) => ({ ...each, texts: formOf(each.cells, each.form) }))
      .map((each) => ({ ...each, gain: widthOfAll(shown[each.index]) - widthOfAll(each.texts) }))
      .sort((a, b) => a.form - b.form || b.gain - a.gain)
      .at(0);
    if (next === undefined) break;
    forms[next.index] = next.form;
    shown[next.index] = next.texts;
  }
  return shown;
}

function formCount(cells: readonly Cell[]): number {
  return Math.max(...cells.map((cell) => (typeof cell === 'string' ? 1 : cell.length)));
}

function formOf(cells: readonly Cell[], form: number): string[] {
  return cells.map((cell) =>
    typeof cell === 'string' ? cell : cell[Math.min(form, cell.length - 1)],
  );
}

function widthOfAll(cells: readonly string[]): number {
  return Math.max(...cells.map(widthOf));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
