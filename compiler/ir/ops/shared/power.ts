/** xʸ as C has it: JavaScript has NaN for powers of 1 and −1 whose exponent is no finite number. */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}
