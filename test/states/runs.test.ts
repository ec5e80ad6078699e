import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpreter } from '../../compiler/interpreter/interpret.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { arraysFor } from '../../runtime/outputs.js';
import { expectClose } from '../support/close.js';
import { randomTensor } from '../support/random-tensor.js';
import { loadProgram } from '../support/run-program.js';
import { testGpu } from '../support/webgpu.js';
import { NETWORKS } from './networks.js';

/** Runs in a row, with a reset before the fourth. */
const RUNS = 5;
const RESET_BEFORE = 3;

describe('networks with states', async () => {
  const { gpu } = await testGpu();
  for (const { name, load } of NETWORKS) {
    for (const target of ['wasm', 'webgpu'] as const) {
      it.skipIf(target === 'webgpu' && gpu === undefined)(
        `${name} goes on where the last run ended, on ${target}`,
        async () => {
          const { graph } = bindWeights(load(), randomWeights(1));
          const program = await compileNetwork(graph, { targets: [target] });
          const network = await loadProgram(program, target);
          let reference = interpreter(graph);
          for (let run = 0; run < RUNS; run++) {
            if (run === RESET_BEFORE) {
              network.reset?.();
              reference = interpreter(graph);
            }
            const inputs = Object.fromEntries(
              graph.inputs.map(({ value: { name: input, type } }) => [
                input,
                randomTensor(type.shape, `${input} ${run}`),
              ]),
            );
            const expected = reference(inputs);
            const data = Object.entries(inputs).map(([key, tensor]) => [key, tensor.data] as const);
            const actual = await network.run(Object.fromEntries(data), arraysFor(network.outputs));
            for (const [output, tensor] of Object.entries(expected)) {
              expectClose(
                { shape: tensor.shape, data: actual[output] },
                tensor,
                `${output} of run ${run}`,
              );
            }
          }
          network.dispose();
        },
      );
    }
  }
});

describe('a reference that is asked again', () => {
  it('finds other states behind another run', () => {
    for (const { name, load } of NETWORKS) {
      const { graph } = bindWeights(load(), randomWeights(1));
      const inputs = Object.fromEntries(
        graph.inputs.map(({ value }) => [value.name, randomTensor(value.type.shape, value.name)]),
      );
      const run = interpreter(graph);
      expect(run(inputs), name).not.toEqual(run(inputs));
    }
  });
});
