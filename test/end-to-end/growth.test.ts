import { describe, expect, test } from 'vitest';
import { GRAPH_SHAPES } from '../../bench/compile/shapes.js';
import { WorkCounter } from '../support/work-counter.js';

const counter = await WorkCounter.start();
const { timePhases } = await import('../../bench/compile/time-phases.js');

/** The search for a packing compares pairs of values: all that there are, until a budget is spent. */
const BOUNDED = /\/passes\/memory\/(?:packing|blocks)\.ts$/;

const SIZES = [200, 400, 800];

describe.each(GRAPH_SHAPES)('$name', ({ sourceOf }) => {
  test.each(['wasm', 'webgpu'] as const)(
    'twice the nodes take twice the work for %s',
    async (target) => {
      const counts: number[] = [];
      for (const size of [50, ...SIZES]) {
        await timePhases(sourceOf(size), target);
        counts.push(await counter.take(BOUNDED));
      }
      // The first one also counts what is done once in a process.
      const [, once, twice, fourTimes] = counts;
      expect(twice).toBeLessThan(2.2 * once);
      // What each network takes whatever its size, such as the first kernel of each kind, falls out here.
      expect(fourTimes - twice).toBeLessThan(2.2 * (twice - once));
    },
  );
});
