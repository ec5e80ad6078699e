/** A place in a text: zero-based line, and UTF-16 offset within that line. */
export interface Position {
  readonly line: number;
  readonly offset: number;
}

/** A text as lines; `\n`, `\r\n` and a lone `\r` end a line. */
export class SourceText {
  private readonly starts: number[] = [0];
  readonly lines: readonly string[];

  constructor(text: string) {
    const lines: string[] = [];
    const ends = /\r\n|\n|\r/g;
    let start = 0;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      lines.push(text.slice(start, end.index));
      start = ends.lastIndex;
      this.starts.push(start);
    }
    lines.push(text.slice(start));
    this.lines = lines;
  }

  /** Where an offset lies; offsets outside the text are moved to its nearer end. */
  position(offset: number): Position {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const within = Math.max(0, offset - this.starts[low]);
    return { line: low, offset: Math.min(within, this.lines[low].length) };
  }
}

/** What could upset a terminal: control characters, lone surrogates, changes of direction. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/** A line of text with `\uFFFD` for every character that could upset a terminal. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, '\uFFFD');
}

/** Tabs reach to the next multiple of this. */
const TAB = 4;

/** One character as a terminal shows it. */
export interface Cell {
  readonly text: string;
  /** UTF-16 offset in the line. */
  readonly offset: number;
  /** Columns: 0 for combining marks, 2 for wide characters. */
  readonly width: number;
}

/** A line as a terminal shows it: tabs become spaces, what could upset a terminal `�`. */
export function cells(line: string): Cell[] {
  const result: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const shown = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : safeText(character);
    const width = character === '\t' ? shown.length : characterWidth(shown);
    const cell = { text: shown, offset, width };
    result.push(cell);
    column += cell.width;
    offset += character.length;
  }
  return result;
}

/** Marks and joiners take no column of their own. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\u200B-\u200D\uFE0E\uFE0F]$/u;
/** East Asian wide and fullwidth characters (UAX #11, by block), and emoji shown as pictures. */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u;

function characterWidth(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that the cells before the UTF-16 `offset` take. */
export function columnOf(line: readonly Cell[], offset: number): number {
  let column = 0;
  for (const cell of line) {
    if (cell.offset >= offset) break;
    column += cell.width;
  }
  return column;
}
