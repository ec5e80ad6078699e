import type { TextEdit } from 'vscode-languageserver';
import { formatSource } from '../../../compiler/frontend/index.js';
import { rangeOf } from '../places.js';

/** The one edit that lays a document out, with the ends of lines that it has; none with syntax errors. */
export function formattingOf(source: string, path: string): TextEdit[] {
  const { text } = formatSource(source, path);
  if (text === undefined) return [];
  const end = /\r\n|\n|\r/.exec(source)?.[0] ?? '\n';
  const newText = text.replaceAll('\n', end);
  if (newText === source) return [];
  return [{ range: rangeOf(source, { start: 0, end: source.length }), newText }];
}
