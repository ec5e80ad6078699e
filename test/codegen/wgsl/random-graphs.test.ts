import fc from 'fast-check';
import { it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { expectClose } from '../../support/close.js';
import { randomGraph } from '../../support/random-graph.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';

/** Sums and products of a few ops deep; each op rounds once more than the reference. */
const SOME_OPS_DEEP = { absolute: 1e-4, relative: 1e-4 };

await describeWebGpu('WGSL computes whole graphs as the interpreter does', () => {
  const device = WgslRunner.create();
  it('on random graphs of all ops', async () => {
    const runner = await device;
    await fc.assert(
      fc.asyncProperty(randomGraph(), async ({ graph, inputs }) => {
        const expected = interpret(graph, inputs);
        const program = await compileNetwork(graph, { targets: ['webgpu'] });
        const actual = await runner.run(program, inputs);
        for (const [name, tensor] of Object.entries(expected)) {
          expectClose(actual[name], tensor, name, SOME_OPS_DEEP);
        }
      }),
      { numRuns: 60, seed: 21 },
    );
  });
});
