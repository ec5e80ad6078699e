/**
 * The keys that stand more than once in the outermost object of `text`, which must be valid JSON.
 * `JSON.parse` keeps the last of them without a word, and a tensor would silently be another's.
 */
export function duplicateKeys(text: string): string[] {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  let depth = 0;
  // Strings whole, so that brackets inside them do not count; a key is a string before a colon.
  for (const [token, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (colon !== undefined && depth === 1) {
      const name = JSON.parse(token.slice(0, token.length - colon.length)) as string;
      if (seen.has(name)) duplicates.add(name);
      seen.add(name);
    }
  }
  return [...duplicates];
}
