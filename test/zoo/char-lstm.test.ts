import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgramWasm } from '../support/run-program.js';

const SIZES = { characters: 6, width: 5, layers: 2, steps: 7 };
const bound = bindWeights(exampleGraph('zoo/recurrent/char_lstm.net', SIZES), randomWeights(1));
const text: Tensor = randomTensor([1, SIZES.steps, SIZES.characters], 'text');
const expected = interpret(bound.graph, { text });

describe('the character LSTM', () => {
  it("has the parameters of PyTorch's nn.LSTM(6, 5, num_layers = 2) and nn.Linear(5, 6)", () => {
    const parameters = bound.graph.nodes.flatMap((node) => {
      const data = constantOf(node);
      return data === undefined ? [] : [`${data.label} ${data.type.shape.join('×')}`];
    });
    expect(bound.diagnostics).toEqual([]);
    expect(parameters).toEqual([
      'lstm.weight_ih_l0 20×6',
      'lstm.weight_hh_l0 20×5',
      'lstm.bias_ih_l0 20',
      'lstm.bias_hh_l0 20',
      'lstm.weight_ih_l1 20×5',
      'lstm.weight_hh_l1 20×5',
      'lstm.bias_ih_l1 20',
      'lstm.bias_hh_l1 20',
      'fc.weight 6×5',
      'fc.bias 6',
    ]);
  });

  it('is the same in ONNX Runtime', async () => {
    const { scores } = await runOnnx(exportOnnx(bound.graph), { text });
    expectClose(expected.scores, scores, 'scores');
  });

  it('is the same in WebAssembly', async () => {
    const program = await compileNetwork(bound.graph, { targets: ['wasm'] });
    const { scores } = await runProgramWasm(program, { text: text.data });
    expectClose({ shape: expected.scores.shape, data: scores }, expected.scores, 'scores');
  });

  it('takes no more memory than it must, its state included', () => {
    const { arenaBytes, lowerBound } = memoryReport(
      runPipeline(exampleGraph('zoo/recurrent/char_lstm.net')),
    );
    expect(arenaBytes).toBe(lowerBound);
  });
});
