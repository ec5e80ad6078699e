import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stay } from '../../compiler/ir/verify/overlaps.js';
import { overlappingPairs } from '../../compiler/ir/verify/overlaps.js';

const stay: fc.Arbitrary<Stay> = fc
  .tuple(fc.nat(20), fc.nat(8), fc.nat(30), fc.integer({ min: 1, max: 12 }))
  .map(([firstUse, duration, start, bytes]) => ({
    firstUse,
    lastUse: firstUse + duration,
    start,
    end: start + bytes,
  }));

function allPairs(stays: readonly Stay[]): string[] {
  return stays.flatMap((a, i) =>
    stays.flatMap((b, j) => {
      const inTime = a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
      const inSpace = a.start < b.end && b.start < a.end;
      return i < j && inTime && inSpace ? [`${i} ${j}`] : [];
    }),
  );
}

test('finds the pairs that comparing all with all finds, each once', () => {
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 40 }), (stays) => {
      const found = [...overlappingPairs(stays)].map(([a, b]) => [a, b].sort((x, y) => x - y));
      expect(found.map((pair) => pair.join(' ')).sort()).toEqual(allPairs(stays).sort());
    }),
    { numRuns: 300, seed: 5 },
  );
});
