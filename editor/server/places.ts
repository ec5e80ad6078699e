import type { Position, Range } from 'vscode-languageserver';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { SourceText } from '../../compiler/diagnostics/source-text.js';

/** Converts offsets of a text to positions of the protocol; both count UTF-16 code units. */
export function rangeOf(source: string, { start, end }: Pick<Span, 'start' | 'end'>): Range {
  const text = new SourceText(source);
  return { start: positionIn(text, start), end: positionIn(text, Math.max(start, end)) };
}

function positionIn(text: SourceText, at: number): Position {
  const { line, offset } = text.position(at);
  return { line, character: offset };
}

/** The offset of a position; one outside of the text is moved to its nearer end. */
export function offsetOf(source: string, { line, character }: Position): number {
  const starts = [
    0,
    ...[...source.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length),
  ];
  const start = starts.at(line);
  if (start === undefined || line < 0) return line < 0 ? 0 : source.length;
  const { lines } = new SourceText(source);
  return start + Math.min(Math.max(0, character), lines[line].length);
}
