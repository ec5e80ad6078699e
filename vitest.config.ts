import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole networks are compiled, interpreted and run in real browsers, on machines with few cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest leaves a core to the process that hands out the files, which is idle most of the time.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // On CI the results are also written as data, which `.ci/run` turns into its closing line.
    reporters:
      process.env.CI === undefined
        ? ['default']
        : ['default', ['json', { outputFile: 'out/test-results.json' }]],
  },
});
