/** Numbers as JavaScript writes them: `[1, 2]`. */
export function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`;
}
