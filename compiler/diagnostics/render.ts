import type { Diagnostic, Label } from './diagnostic.js';
import type { Cell } from './source-text.js';
import { cells, columnOf, safeText, SourceText } from './source-text.js';

/** Colours of a message; each wraps a piece of text. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  /** Underlines and messages of secondary spans, and the words `hint` and `note`. */
  readonly secondary: (text: string) => string;
  /** Line numbers and the frame. */
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours: for files, tests and terminals without them. */
const PLAIN: Palette = {
  error: same,
  warning: same,
  secondary: same,
  faint: same,
  strong: same,
};

export interface RenderOptions {
  readonly palette?: Palette;
}

/** Longer lines are cut to the part around the mistake. */
const WIDEST_LINE = 120;

/**
 * Lays a diagnostic out for a terminal: title, source lines with the primary span underlined by `^`
 * and the others by `-`, notes and hint. Ends without a line break. `sources` holds the text of each
 * file; spans into other files are named without their lines.
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, string>,
  { palette = PLAIN }: RenderOptions = {},
): string {
  const { severity, code, title, primary, secondary = [], notes = [], hint } = diagnostic;
  const accent = severity === 'error' ? palette.error : palette.warning;
  const lines = [`${accent(`${severity}[${code}]`)}${palette.strong(`: ${safeText(title)}`)}`];
  const marks = [
    ...(primary === undefined ? [] : [{ label: primary, sign: '^', paint: accent }]),
    ...secondary.map((label) => ({ label, sign: '-', paint: palette.secondary })),
  ];
  const sections = groupByFile(marks, sources);
  const numbers = sections.flatMap((section) => section.rows.map((row) => row.line + 1));
  const gutter = numbers.length === 0 ? 1 : `${Math.max(...numbers)}`.length;
  const frame = (left: string, edge: string): string =>
    palette.faint(`${left.padStart(gutter)} ${edge}`);
  for (const section of sections) {
    const arrow = section === sections[0] ? '┌─' : '├─';
    lines.push(`${frame('', arrow)} ${safeText(section.place)}`);
    if (section.rows.length > 0) lines.push(frame('', '│'));
    section.rows.forEach((row, index) => {
      const before = section.rows[index - 1] as Row | undefined;
      if (before !== undefined && row.line > before.line + 1) lines.push(frame('', '·'));
      lines.push(...rowLines(row, section.source, frame));
    });
  }
  if (sections.length > 0 && (notes.length > 0 || hint !== undefined)) lines.push(frame('', '│'));
  const indent = sections.length === 0 ? '' : ' '.repeat(gutter + 1);
  for (const note of notes) lines.push(`${indent}${palette.secondary('note')}: ${safeText(note)}`);
  if (hint !== undefined) lines.push(`${indent}${palette.secondary('hint')}: ${safeText(hint)}`);
  return lines.map((line) => line.trimEnd()).join('\n');
}

interface Mark {
  readonly label: Label;
  readonly sign: string;
  readonly paint: (text: string) => string;
}

/** A part of a line to underline; the message stands at the last part of a span. */
interface Underline {
  readonly mark: Mark;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

interface Row {
  readonly line: number;
  readonly underlines: Underline[];
}

interface Section {
  /** `file:line:column` of the first mark. */
  readonly place: string;
  readonly source: SourceText;
  readonly rows: readonly Row[];
}

function groupByFile(marks: readonly Mark[], sources: ReadonlyMap<string, string>): Section[] {
  const files = [...new Set(marks.map((mark) => mark.label.span.file))];
  return files.map((file) => {
    const own = marks.filter((mark) => mark.label.span.file === file);
    const text = sources.get(file);
    const source = new SourceText(text ?? '');
    if (text === undefined) return { place: file, source, rows: [] };
    const { line, offset } = source.position(own[0].label.span.start);
    const column = [...source.lines[line].slice(0, offset)].length + 1;
    const rows = new Map<number, Row>();
    for (const mark of own) {
      for (const [at, underline] of underlinesOf(mark, source)) {
        const row = rows.get(at) ?? { line: at, underlines: [] };
        row.underlines.push(underline);
        rows.set(at, row);
      }
    }
    const sorted = [...rows.values()].sort((a, b) => a.line - b.line);
    return { place: `${file}:${line + 1}:${column}`, source, rows: sorted };
  });
}

/** A span over several lines is underlined on its first and its last. */
function underlinesOf(mark: Mark, source: SourceText): [number, Underline][] {
  const { span, message } = mark.label;
  const start = source.position(span.start);
  const end = source.position(Math.max(span.start, span.end));
  if (start.line === end.line) {
    return [[start.line, { mark, start: start.offset, end: end.offset, message }]];
  }
  const first = source.lines[start.line];
  const last = source.lines[end.line];
  const indent = last.length - last.trimStart().length;
  return [
    [start.line, { mark, start: start.offset, end: first.trimEnd().length, message: '' }],
    [end.line, { mark, start: Math.min(indent, end.offset), end: end.offset, message }],
  ];
}

function rowLines(
  row: Row,
  source: SourceText,
  frame: (left: string, edge: string) => string,
): string[] {
  const line = cells(source.lines[row.line]);
  const shown = cutOut(line, row.underlines[0]);
  const lines = [`${frame(`${row.line + 1}`, '│')} ${shown.text}`];
  for (const { mark, start, end, message } of row.underlines) {
    const from = Math.max(0, columnOf(line, start) - shown.skipped) + shown.lead;
    const to = Math.min(columnOf(line, end) - shown.skipped, shown.width) + shown.lead;
    const underline = mark.sign.repeat(Math.max(1, to - from));
    const text = message === '' ? underline : `${underline} ${safeText(message)}`;
    lines.push(`${frame('', '│')} ${' '.repeat(from)}${mark.paint(text)}`);
  }
  return lines;
}

interface CutOut {
  readonly text: string;
  /** Columns left out in front. */
  readonly skipped: number;
  /** Columns of the ellipsis that stands for them. */
  readonly lead: number;
  readonly width: number;
}

/** The line, or of a long one the part around the first thing to underline. */
function cutOut(line: readonly Cell[], { start }: Underline): CutOut {
  const total = columnOf(line, Infinity);
  if (total <= WIDEST_LINE) {
    return { text: line.map((cell) => cell.text).join(''), skipped: 0, lead: 0, width: total };
  }
  const wanted = Math.max(0, columnOf(line, start) - Math.floor(WIDEST_LINE / 3));
  let column = 0;
  let skipped = 0;
  let text = '';
  let width = 0;
  for (const cell of line) {
    if (column < wanted) skipped = column + cell.width;
    else if (width + cell.width <= WIDEST_LINE) {
      text += cell.text;
      width += cell.width;
    }
    column += cell.width;
  }
  const lead = skipped > 0 ? 1 : 0;
  const cutBehind = skipped + width < total;
  return { text: `${'…'.repeat(lead)}${text}${cutBehind ? '…' : ''}`, skipped, lead, width };
}
