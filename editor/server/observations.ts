import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Val } from '../../compiler/frontend/elaborate/values.js';
import { constantText } from '../../compiler/manual/constant-text.js';

/** Different values of one place that are kept: a block in a loop may have very many. */
const MOST = 4;

interface Seen {
  readonly values: Val[];
  readonly texts: Set<string>;
}

/** What the text at every place came to while networks were built. */
export class Observations {
  private readonly seen = new Map<string, Seen>();

  /** For `loadNetwork`. */
  readonly observe = (span: Span, value: Val): void => {
    if (value.kind === 'poison') return;
    const key = keyOf(span);
    const known = this.seen.get(key) ?? { values: [], texts: new Set<string>() };
    this.seen.set(key, known);
    const text = typeText(value);
    if (known.texts.has(text)) return;
    known.texts.add(text);
    if (known.values.length < MOST) known.values.push(value);
  };

  /** The first few different values of a place. */
  valuesAt(span: Span): readonly Val[] {
    return this.seen.get(keyOf(span))?.values ?? [];
  }

  /** `tensor [1,8,16,16]`, or several with `|` between; undefined when nothing came by. */
  textAt(span: Span): string | undefined {
    const found = this.seen.get(keyOf(span));
    if (found === undefined) return undefined;
    const shown = found.values.map(typeText).join(' | ');
    const more = found.texts.size - found.values.length;
    return more > 0 ? `${shown} | ${more} others` : shown;
  }
}

function keyOf({ file, start, end }: Span): string {
  return `${start}:${end}:${file}`;
}

/** Texts longer than this are cut. */
const LONGEST = 60;

/** What a value is, in a few words: constants as they are written, tensors by their shape. */
function typeText(value: Val): string {
  switch (value.kind) {
    case 'number':
    case 'boolean':
    case 'string':
      return cut(constantText(value.value));
    case 'list':
      return cut(`[${value.items.map(typeText).join(', ')}]`);
    case 'tuple':
      return `(${value.items.map(typeText).join(', ')})`;
    case 'tensor':
      return `tensor [${value.value.type.shape.join(',')}]`;
    case 'block':
      return `block ${value.block.name.text}`;
    case 'op':
      return `op ${value.entry.name}`;
    case 'function':
      return `function ${value.name}`;
    case 'poison':
      return '';
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
