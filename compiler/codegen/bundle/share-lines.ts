/**
 * Shaders have much in common beyond what makes them one, so that a passage that is in the text
 * already is not written again: `//=3-7` stands for lines 3 to 7 of the whole text (`expandLines` of
 * the runtime takes that back). The file can still be read, and needs nothing to be unpacked with.
 */

/** The lines of a shader, an empty one at the end included where it ends in a line break. */
export function linesOf(code: string): string[] {
  return code.split('\n');
}

/** All texts one after another, each from a line of its own, with repeated passages as references. */
export function shareLines(texts: readonly string[]): string {
  const lines = texts.flatMap(linesOf);
  const places = new Map<string, number[]>();
  const written: string[] = [];
  for (let at = 0; at < lines.length;) {
    const passage = longestBefore(lines, at, places.get(lines[at]) ?? []);
    const reference = `//=${passage.start + 1}-${passage.start + passage.length}`;
    const repeated = lines.slice(at, at + passage.length);
    const isShorter = repeated.join('\n').length > reference.length;
    written.push(isShorter ? reference : lines[at]);
    const end = at + (isShorter ? passage.length : 1);
    for (; at < end; at++) {
      const known = places.get(lines[at]);
      if (known === undefined) places.set(lines[at], [at]);
      else known.push(at);
    }
  }
  return written.join('\n');
}

/** The longest passage that begins at one of `starts`, ends before `at` and is repeated from there. */
function longestBefore(
  lines: readonly string[],
  at: number,
  starts: readonly number[],
): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  for (const start of starts) {
    let length = 0;
    while (start + length < at && lines[start + length] === lines[at + length]) length++;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}
