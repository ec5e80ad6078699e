/**
 * Plain data as JavaScript: JSON without quotes around keys, which have to be identifiers. It can stand
 * inside the script element of a page.
 */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value === 'object' && value !== null) return `{${properties(value)}}`;
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** What stands between the braces of an object. */
export function properties(value: object): string {
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${key}:${literal(each)}`)
    .join();
}
