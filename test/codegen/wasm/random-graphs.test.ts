import fc from 'fast-check';
import { describe, it } from 'vitest';
import { interpreter } from '../../../compiler/interpreter/interpret.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { arraysFor } from '../../../runtime/outputs.js';
import { expectClose } from '../../support/close.js';
import { randomGraph } from '../../support/random-graph.js';
import { loadProgram } from '../../support/run-program.js';
import { generateProgram } from '../../support/usual-machines.js';

/** Sums and products of a few ops deep; each op rounds once more than the reference. */
const SOME_OPS_DEEP = { absolute: 1e-4, relative: 1e-4 };

describe('WebAssembly computes whole graphs as the interpreter does', () => {
  it('on random graphs of all ops', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph({ maxStates: 2 }), async ({ graph, inputs }) => {
        const reference = interpreter(graph);
        const optimised = runPipeline(graph, { verify: true });
        const program = await generateProgram({ wasm: optimised });
        const data = Object.fromEntries(
          Object.entries(inputs).map(([name, tensor]) => [name, tensor.data]),
        );
        const network = await loadProgram(program, 'wasm');
        for (const run of graph.states.length === 0 ? [1] : [1, 2]) {
          const actual = await network.run(data, arraysFor(network.outputs));
          for (const [name, tensor] of Object.entries(reference(inputs))) {
            const found = { shape: tensor.shape, data: actual[name] };
            expectClose(found, tensor, `${name}, run ${run}`, SOME_OPS_DEEP);
          }
        }
        network.dispose();
      }),
      { numRuns: 150, seed: 20 },
    );
  });
});
