/**
 * The shortest decimal that rounds to the same f32. Nine significant digits tell all f32 apart, so
 * the search ends.
 */
export function shortestDecimal(value: number): string {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = rounded.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return text;
  }
  return rounded.toPrecision(9);
}
