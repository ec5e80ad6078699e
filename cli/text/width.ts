import { cells } from '../../compiler/diagnostics/source-text.js';

const ASCII = /^[ -~]*$/;

/** Columns that a terminal takes for a line: marks take none, wide characters two. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return cells(text).reduce((sum, { width }) => sum + width, 0);
}

/** Which part of a text says least. */
export type CutPart = 'middle' | 'end';

/** `text` in at most `width` columns, with `…` in place of the part that is left out. */
export function cut(text: string, width: number, part: CutPart = 'end'): string {
  if (widthOf(text) <= width) return text;
  const room = width - 1;
  const head = part === 'end' ? room : Math.ceil(room / 2);
  return `${taken([...text], head).join('')}…${taken([...text].reverse(), room - head)
    .reverse()
    .join('')}`;
}

/** As many of the first characters as fit. */
function taken(characters: readonly string[], width: number): string[] {
  const result: string[] = [];
  let rest = width;
  for (const character of characters) {
    rest -= widthOf(character);
    if (rest < 0) break;
    result.push(character);
  }
  return result;
}
