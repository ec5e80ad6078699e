import { UNITS } from './units.js';
import { widthOf } from './width.js';

/** A space, but none between a number and its unit. */
const GAP = new RegExp(`(?<!\\d) | (?!(?:${UNITS.join('|')})(?![\\p{L}\\d]))`, 'u');

/**
 * `text` in lines of at most `width` columns, each after `indent`; a longer word has a line to itself, and
 * a number stays with its unit.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(GAP)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + widthOf(longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}
