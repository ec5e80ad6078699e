/**
 * The largest divisor of `count` that is at most `limit`; both are 1 or more. Divisors come in pairs, of which
 * one is at most √count.
 */
export function largestDivisor(count: number, limit: number): number {
  let largest = 1;
  for (let small = 1; small * small <= count; small++) {
    if (count % small !== 0) continue;
    for (const divisor of [small, count / small]) {
      if (divisor <= limit && divisor > largest) largest = divisor;
    }
  }
  return largest;
}
