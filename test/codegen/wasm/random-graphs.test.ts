import fc from 'fast-check';
import { describe, it } from 'vitest';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { expectClose } from '../../support/close.js';
import { randomGraph } from '../../support/random-graph.js';
import { runProgramWasm } from '../../support/run-program.js';
import { generateProgram } from '../../support/usual-machines.js';

/** Sums and products of a few ops deep; each op rounds once more than the reference. */
const SOME_OPS_DEEP = { absolute: 1e-4, relative: 1e-4 };

describe('WebAssembly computes whole graphs as the interpreter does', () => {
  it('on random graphs of all ops', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), async ({ graph, inputs }) => {
        const expected = interpret(graph, inputs);
        const optimised = runPipeline(graph, { verify: true });
        const program = await generateProgram({ wasm: optimised });
        const data = Object.fromEntries(
          Object.entries(inputs).map(([name, tensor]) => [name, tensor.data]),
        );
        const actual = await runProgramWasm(program, data);
        for (const [name, tensor] of Object.entries(expected)) {
          expectClose({ shape: tensor.shape, data: actual[name] }, tensor, name, SOME_OPS_DEEP);
        }
      }),
      { numRuns: 150, seed: 20 },
    );
  });
});
