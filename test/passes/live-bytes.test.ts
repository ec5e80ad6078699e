import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerBound } from '../../compiler/passes/memory/blocks.js';
import { LiveBytes } from '../../compiler/passes/memory/live-bytes.js';

const NODES = 11;

const block = fc
  .tuple(fc.integer({ min: -1, max: NODES }), fc.nat(NODES), fc.nat(100))
  .map(([firstUse, duration, bytes]) => {
    return { firstUse, lastUse: Math.min(NODES, firstUse + duration), bytes };
  });

test('knows the most bytes that are live at one moment, while blocks come and go', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(block, fc.boolean()), { maxLength: 30 }), (blocks) => {
      const live = new LiveBytes(NODES);
      for (const [each] of blocks) live.add(each);
      expect(live.maximum).toBe(lowerBound(blocks.map(([each]) => each)));
      for (const [each, isStaying] of blocks) if (!isStaying) live.remove(each);
      const staying = blocks.filter(([, isStaying]) => isStaying).map(([each]) => each);
      expect(live.maximum).toBe(lowerBound(staying));
    }),
    { numRuns: 200, seed: 2 },
  );
});
