import { describe, expect, test } from 'vitest';
import { GRAPH_SHAPES } from '../../../bench/compile/shapes.js';
import { timePhases } from '../../../bench/compile/time-phases.js';

describe.each(GRAPH_SHAPES)('$name', ({ sourceOf }) => {
  test.each(['wasm', 'webgpu'] as const)(
    'compiles for %s with as many nodes as asked',
    async (target) => {
      const { nodes, phases } = await timePhases(sourceOf(60), target);
      expect(nodes).toBeGreaterThan(57);
      expect(nodes).toBeLessThan(63);
      const ofTarget = target === 'wasm' ? ['assemble'] : ['choose-stages'];
      expect(Object.keys(phases)).toEqual(
        expect.arrayContaining([
          'front end',
          'plan-memory',
          'lower',
          'schedule',
          'emit',
          'verify',
          ...ofTarget,
        ]),
      );
    },
  );
});
