/** The largest divisor of `count` that is at most `limit`. */
export function largestDivisor(count: number, limit: number): number {
  let divisor = Math.min(limit, count);
  while (count % divisor !== 0) divisor--;
  return divisor;
}
