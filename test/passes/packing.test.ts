import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestFit } from '../../compiler/passes/memory/best-fit.js';
import type { Block } from '../../compiler/passes/memory/blocks.js';
import {
  conflicts,
  countConflicts,
  lowerBound,
  pressures,
} from '../../compiler/passes/memory/blocks.js';
import { pack } from '../../compiler/passes/memory/packing.js';

function block(firstUse: number, lastUse: number, bytes: number): Block {
  return { firstUse, lastUse, bytes };
}

/** Whether two blocks live at one time. */
function meet(a: Block, b: Block): boolean {
  return a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
}

describe('lowerBound', () => {
  test('is the largest sum of what is live at one moment', () => {
    //          0    1    2    3
    // a        64   64
    // b             32   32
    // c                  48   48
    // sum      64   96   80   48
    expect(lowerBound([block(0, 1, 64), block(1, 2, 32), block(2, 3, 48)])).toBe(96);
  });

  test('is 0 for nothing', () => {
    expect(lowerBound([])).toBe(0);
  });
});

describe('pack', () => {
  test('reuses memory of the dead: c goes where a was', () => {
    const { offsets, bytes } = pack([block(0, 1, 64), block(1, 2, 32), block(2, 3, 48)]);
    expect(bytes).toBe(96);
    expect(offsets[2]).toBe(offsets[0]);
  });

  test('never reuses what is live all the time', () => {
    expect(pack([block(0, 9, 16), block(0, 9, 32), block(0, 9, 48)]).bytes).toBe(96);
  });

  test('finds the plan that placing blocks as they come misses', () => {
    // As they come: a at 0, b at 16, c does not fit below b and ends at 64.
    // Best: b at the bottom, a above it, c where a was: 16 + 32 = 48.
    const blocks = [block(0, 0, 16), block(0, 1, 16), block(1, 1, 32)];
    expect(pack(blocks).bytes).toBe(48);
  });

  test('packs nothing', () => {
    expect(pack([])).toEqual({ offsets: [], bytes: 0 });
  });
});

/** Fails if blocks overlap that live at one time. */
function expectApart(items: readonly Block[], offsets: readonly number[]): void {
  for (const [i, a] of items.entries()) {
    for (const [j, b] of items.slice(0, i).entries()) {
      if (!meet(a, b)) continue;
      expect(offsets[i] >= offsets[j] + b.bytes || offsets[j] >= offsets[i] + a.bytes).toBe(true);
    }
  }
}

const lifetime = fc.tuple(fc.nat({ max: 25 }), fc.nat({ max: 25 }));
const size = fc.integer({ min: 1, max: 64 }).map((vectors) => 16 * vectors);
const blocks = fc.array(
  fc.tuple(lifetime, size).map(([[a, b], bytes]) => block(Math.min(a, b), Math.max(a, b), bytes)),
  { maxLength: 40 },
);

describe('any blocks', () => {
  test('that live together do not overlap, and the arena ends with the highest', () => {
    fc.assert(
      fc.property(blocks, (items) => {
        const { offsets, bytes } = pack(items);
        const ends = items.map((item, index) => offsets[index] + item.bytes);
        expect(bytes).toBe(Math.max(0, ...ends));
        expectApart(items, offsets);
        expectApart(items, bestFit(items));
      }),
      { numRuns: 50 },
    );
  }, 60_000);

  test('are packed the same way every time', () => {
    fc.assert(
      fc.property(blocks, (items) => {
        expect(pack(items)).toEqual(pack(items));
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  test('are known to meet, and their pressure, without looking at all pairs', () => {
    fc.assert(
      fc.property(blocks, (items) => {
        const pairs = items.map((a) =>
          items.flatMap((b, index) => (a !== b && meet(a, b) ? [index] : [])),
        );
        expect(conflicts(items)).toEqual(pairs);
        expect(2 * countConflicts(items)).toBe(pairs.flat().length);
        const isLive = ({ firstUse, lastUse }: Block, time: number): boolean =>
          firstUse <= time && time <= lastUse;
        const sums = items.map(({ firstUse }) =>
          items.reduce((sum, each) => (isLive(each, firstUse) ? sum + each.bytes : sum), 0),
        );
        const most = items.map((each) =>
          Math.max(...items.map(({ firstUse }, at) => (isLive(each, firstUse) ? sums[at] : 0))),
        );
        expect(pressures(items)).toEqual(most);
        expect(lowerBound(items)).toBe(Math.max(0, ...sums));
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe('many blocks', () => {
  test('that all live at one time lie one behind the other', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => block(index, 20_000, 16));
    expect(pack(items).bytes).toBe(160_000);
  });

  test('that come and go by the thousand use memory again', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => block(index, index + 1000, 16));
    expect(pack(items).bytes).toBe(lowerBound(items));
  });

  test('of a chain, each with the one before, need no more than two of them', () => {
    const items = Array.from({ length: 10_000 }, (_, index) =>
      block(index, index + 1, 16 * (((index * 7919) % 97) + 1)),
    );
    expect(pack(items).bytes).toBe(lowerBound(items));
  });
});

test('stay within 2 % of the lower bound in the shapes that networks have', () => {
  const networks: Record<string, Block[]> = {
    // Each layer reads the one before.
    chain: Array.from({ length: 60 }, (_, i) => block(i, i + 1, 16 * (((i * 7919) % 97) + 1))),
    // Every third result is kept until four layers later.
    residual: Array.from({ length: 90 }, (_, i) =>
      block(i, i % 3 === 0 ? i + 4 : i + 1, 16 * (64 - Math.floor(i / 2))),
    ),
    // An encoder whose results wait for the decoder, the last for the first.
    'u-net': Array.from({ length: 12 }, (_, i) =>
      block(i, 25 - i, 4096 >> Math.floor(i / 2)),
    ).concat(
      Array.from({ length: 24 }, (_, i) =>
        block(i, i + 1, 2048 >> Math.floor(Math.abs(12 - i) / 3)),
      ),
    ),
    // Four branches between a fork and a join, of different depths and widths.
    inception: Array.from({ length: 9 }, (_, m) => [
      block(8 * m, 8 * m + 6, 3072),
      block(8 * m + 1, 8 * m + 7, 1024),
      block(8 * m + 2, 8 * m + 3, 1536),
      block(8 * m + 3, 8 * m + 7, 2048),
      block(8 * m + 4, 8 * m + 5, 256),
      block(8 * m + 5, 8 * m + 7, 512),
      block(8 * m + 6, 8 * m + 7, 512),
      block(8 * m + 7, 8 * m + 8, 4096),
    ]).flat(),
  };
  for (const [name, items] of Object.entries(networks)) {
    expect(pack(items).bytes / lowerBound(items), name).toBeLessThanOrEqual(1.02);
  }
}, 60_000);
