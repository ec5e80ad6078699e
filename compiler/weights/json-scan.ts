/** A key that an object has more than once. */
export interface DuplicateKey {
  readonly key: string;
  /** The key of the object that has it; absent for the outermost. */
  readonly within?: string;
}

export interface JsonScan {
  /** How many objects and lists lie in one another at most. */
  readonly depth: number;
  /**
   * What stands more than once in the outermost object, or in the objects that are its values.
   * `JSON.parse` keeps the last of them without a word, and a tensor would silently be another's.
   */
  readonly duplicates: readonly DuplicateKey[];
}

/** Looks at the brackets and keys of a text that is JSON; of any other text it says something. */
export function scanJson(text: string): JsonScan {
  const keys = new KeyTable();
  let depth = 0;
  let deepest = 0;
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '{' || character === '[') {
      depth++;
      deepest = Math.max(deepest, depth);
      if (depth === 2) keys.open();
    } else if (character === '}' || character === ']') {
      depth--;
    } else if (character === '"') {
      // Strings whole, so that brackets inside them do not count.
      const end = stringEnd(text, at);
      if (depth <= 2 && isKey(text, end)) keys.see(text.slice(at, end), depth);
      at = end;
      continue;
    }
    at++;
  }
  return { depth: deepest, duplicates: keys.duplicates };
}

/** Behind the closing quote of the string that begins at `start`. No regular expression can go on so long. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text[quote - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** Whether a colon follows. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\r\n'.includes(text[at])) at++;
  return text[at] === ':';
}

/** The keys of the outermost object, and of the one of its values that is being read. */
class KeyTable {
  readonly duplicates: DuplicateKey[] = [];
  private readonly outer = new Set<string>();
  private inner = new Set<string>();
  private within = '';

  /** Begins a value of the outermost object. */
  open(): void {
    this.inner = new Set();
  }

  see(literal: string, depth: number): void {
    const key = keyOf(literal);
    const seen = depth === 2 ? this.inner : this.outer;
    if (seen.has(key)) this.duplicates.push(depth === 2 ? { key, within: this.within } : { key });
    seen.add(key);
    if (depth === 1) this.within = key;
  }
}

/** The key that a literal stands for; two may differ in escapes only. */
function keyOf(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}
