import { describe, expect, it, test } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { printGraph } from '../../compiler/ir/print.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgram } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';
import { testGpu } from '../support/webgpu.js';

/** Large enough that it pools in bands, and with a layer that becomes a convolution of its picture. */
const COUNTS = `
network counts {
  input digits: tensor(1, 4, 64, 64, i32)
  features = digits
    -> conv(32, kernel = 3, padding = 1) -> max_pool(2)
    -> conv(32, kernel = 3, padding = 1, groups = 32, bias = false) -> max_pool(8)
  output y = features * 65537 -> flatten -> linear(10, bias = [1, 2, 3, 4, 5, 6, 7, 8, 9, -10])
  output most = features -> global_max_pool
  output total = features * 65537 -> reduce_sum
  output along = features -> reduce_product([2, 3])
}
`;

describe('a network of integers computes the same modulo 2³²', async () => {
  const { gpu } = await testGpu();
  const graph = sourceGraph(COUNTS);
  const { shape, data } = randomTensor([1, 4, 64, 64], 'digits', { from: -40000, to: 40000 });
  const digits = Int32Array.from(data);
  const expected = interpret(graph, { digits: { shape, data: digits } });

  it('to the last bit of what wraps around', () => {
    // Times 65537, that is beyond 32 bits.
    expect(Math.max(...expected.most.data)).toBeGreaterThan(2 ** 15);
  });

  it('with the second layer pooled in bands on one core', () => {
    expect(printGraph(runPipeline(graph))).toContain('in bands of');
  });

  for (const [target, weightsAs] of [
    ['wasm', 'f32'],
    // Fewer bits are for weights that are floats.
    ['wasm', 'int8'],
    ['webgpu', 'f32'],
  ] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(`${target}, ${weightsAs}`, async () => {
      const program = await compileNetwork(graph, { targets: [target], weightsAs });
      const outputs: Record<string, Elements> = await runProgram(program, target, { digits });
      for (const [name, tensor] of Object.entries(expected)) {
        expect(outputs[name], name).toEqual(tensor.data);
      }
    });
  }
});

test('weights that are written in the source are of the type of the tensor', () => {
  const source = 'network n { input x: tensor(1, 2, i32)\n output y = linear(x, 1, bias = [0.5]) }';
  const { diagnostics } = loadNetwork({ path: 'n.net', source, loadSource: () => undefined });
  expect(diagnostics.map(({ title }) => title)).toEqual(['0.5 is no element of type i32']);
});
