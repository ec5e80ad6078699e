import { basename } from 'node:path';
import type { Span } from '../compiler/diagnostics/diagnostic.js';
import { SourceText } from '../compiler/diagnostics/source-text.js';

/** A position in a source file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a span begins, or undefined when its file has not been read. */
export function placeOf(sources: ReadonlyMap<string, string>, span: Span): Place | undefined {
  const text = sources.get(span.file);
  if (text === undefined) return undefined;
  const { line, offset } = new SourceText(text).position(span.start);
  return { line: line + 1, column: offset + 1 };
}

/** `lenet5.net:7`. */
export function placeText(
  sources: ReadonlyMap<string, string>,
  span: Span | undefined,
): string | undefined {
  const place = span && placeOf(sources, span);
  return place && `${span.file}:${place.line}`;
}

/** The same as a cell of a table, which may do without the folder, and then without the file. */
export function placeCell(
  sources: ReadonlyMap<string, string>,
  span: Span | undefined,
): readonly [string, string, string] {
  const text = placeText(sources, span) ?? '';
  return [text, basename(text), text.slice(text.lastIndexOf(':'))];
}

/** Where something stands in a source, as programs read it; null when it stands nowhere. */
export function sourceJson(
  sources: ReadonlyMap<string, string>,
  span: Span | undefined,
): object | null {
  return span === undefined ? null : { file: span.file, ...placeOf(sources, span) };
}
