import { describe, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { compileNetwork } from '../../compiler/compile.js';
import { expectClose } from '../support/close.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgram } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';
import { testGpu } from '../support/webgpu.js';

/** What looks up in the bounds of a sum what an earlier stage has found. */
const ROOTS = {
  grid_sample: 'grid_sample(x, places)',
  roi_align: 'roi_align(x, boxes, 2)',
  roi_pool: 'roi_pool(x, boxes, 2)',
};

/** The tail's operands stand between the root's and the workspace in the kernel's own numbers. */
describe('operands of a tail do not move those that bounds look up', async () => {
  const { gpu } = await testGpu();
  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined).each(Object.entries(ROOTS))(
      `of %s, on ${target}`,
      async (op, call) => {
        const graph = sourceGraph(`network fused {
          input x: tensor(1, 5, 6, 7)
          input ${op === 'grid_sample' ? 'places: tensor(1, 2, 2, 2)' : 'boxes: tensor(1, 4)'}
          scale = parameter([1, 5, 1, 1])
          output y = ${call} * scale - 0.75 -> relu
        }`);
        const inputs = Object.fromEntries(
          graph.inputs.map(({ value: { name, type } }) => [
            name,
            name === 'boxes'
              ? { shape: type.shape, data: Float32Array.of(0.5, 1, 5, 4.5) }
              : randomTensor(type.shape, name, { from: -1.2, to: 1.2 }),
          ]),
        );
        const program = await compileNetwork(graph, { targets: [target] });
        const arrays = Object.entries(inputs).map(([name, { data }]) => [name, data] as const);
        const { y } = await runProgram(program, target, Object.fromEntries(arrays));
        const expected = interpret(graph, inputs).y;
        expectClose({ shape: expected.shape, data: y }, expected, op);
      },
    );
  }
});
