import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';

/** The first `count` different values of a random sequence that is the same on every run. */
export function sample<T>(arbitrary: Arbitrary<T>, count: number): T[] {
  const drawn = fc.sample(arbitrary, { seed: 20_240_229, numRuns: 4 * count });
  const byText = new Map(drawn.map((value) => [JSON.stringify(value), value]));
  return [...byText.values()].slice(0, count);
}
