/**
 * The lines of a text in which a line such as `//=3-7` stands for lines 3 to 7 of the result, both
 * included and counted from 1, which are before it.
 */
export function expandLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, first, last] = /^\/\/=(\d+)-(.+)/.exec(line) ?? [];
    lines.push(...(last ? lines.slice(+first - 1, +last) : [line]));
  }
  return lines;
}
