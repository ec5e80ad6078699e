import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, parametersOf, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { runProgram } from '../support/run-program.js';
import { testGpu } from '../support/webgpu.js';

const SIZES = { vocabulary: 50, steps: 9, width: 7, patterns: 6, classes: 3 };

describe('the network that sorts sentences', async () => {
  const { gpu } = await testGpu();
  const { graph, diagnostics } = bindWeights(
    exampleGraph('sentences/sentences.net', SIZES),
    randomWeights(1),
  );
  const words = Int32Array.of(3, 49, 17, 3, 8, 21, 0, 0, 0);
  const inputs = { words: { shape: [1, SIZES.steps], data: words } };
  const expected = interpret(graph, inputs);

  it('has a table of words, patterns of three lengths and a layer over all of them', () => {
    expect(diagnostics).toEqual([]);
    expect(parametersOf(graph).map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      'embedding.weight 50×7',
      'window3.conv.weight 6×7×1×3',
      'window3.conv.bias 6',
      'window4.conv.weight 6×7×1×4',
      'window4.conv.bias 6',
      'window5.conv.weight 6×7×1×5',
      'window5.conv.bias 6',
      'fc.weight 3×18',
      'fc.bias 3',
    ]);
  });

  it('is the same in ONNX Runtime', async () => {
    const actual = await runOnnx(exportOnnx(graph), inputs);
    for (const name of ['class', 'probabilities']) {
      expectClose(actual[name], expected[name], name);
    }
  });

  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(`is the same in ${target}`, async () => {
      const program = await compileNetwork(graph, { targets: [target] });
      const actual = await runProgram(program, target, { words });
      for (const name of ['class', 'probabilities']) {
        expectClose({ ...expected[name], data: actual[name] }, expected[name], name);
      }
    });
  }
});
