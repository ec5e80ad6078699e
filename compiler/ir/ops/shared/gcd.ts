/** The greatest common divisor of whole numbers from 0 on; that of 0 and a number is the number. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
