/**
 * A pattern for names of tensors: each `*` stands for any characters, dots included, as few as
 * possible from left to right; everything else stands for itself. Matching takes linear time in the
 * length of the name for every `*`.
 */

/** What the stars stand for in `name`, from left to right; undefined when the pattern does not fit. */
export function matchPattern(pattern: string, name: string): string[] | undefined {
  const parts = pattern.split('*');
  const [first] = parts;
  if (parts.length === 1) return name === first ? [] : undefined;
  if (!name.startsWith(first)) return undefined;
  const captures: string[] = [];
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return undefined;
    captures.push(name.slice(at, found));
    at = found + part.length;
  }
  const last = parts[parts.length - 1];
  const end = name.length - last.length;
  if (end < at || !name.endsWith(last)) return undefined;
  return [...captures, name.slice(at, end)];
}

/** The pattern with its stars replaced; there are as many captures as stars. */
export function fillPattern(pattern: string, captures: readonly string[]): string {
  return pattern
    .split('*')
    .map((part, index) => part + (captures[index] ?? ''))
    .join('');
}
