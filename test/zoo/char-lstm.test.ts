import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/codegen/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { OnnxModel } from '../../compiler/onnx/model.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { exampleGraph } from '../support/example.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgramWasm } from '../support/run-program.js';

const SIZES = { characters: 6, width: 5, layers: 2, steps: 7 };
const { characters, width, layers, steps } = SIZES;
const GATES = 4 * width;

const source = randomWeights(1);
const bound = bindWeights(exampleGraph('zoo/char_lstm.net', SIZES), source);
const inputs: Record<string, Tensor> = {
  text: randomTensor([steps, characters], 'text'),
  hidden: randomTensor([layers, width], 'hidden'),
  cell: randomTensor([layers, width], 'cell'),
};
const expected = interpret(bound.graph, inputs);

function parameter(name: string, role: string, ...shape: number[]): Float32Array {
  return source.read({ name, role, shape });
}

/** Rows of gates in PyTorch's order (input, forget, cell, output) in ONNX's (input, output, forget, cell). */
function reordered(data: Float32Array): Float32Array {
  const [input, forget, cell, output] = [0, 1, 2, 3].map((gate) =>
    data.subarray((gate * data.length) / 4, ((gate + 1) * data.length) / 4),
  );
  return Float32Array.from([input, output, forget, cell].flatMap((part) => [...part]));
}

/** The same two layers by ONNX's own LSTM, whose states of all steps are the output `states`. */
function onnxLstm(): Uint8Array {
  const model = new OnnxModel('lstm');
  model.addInput('text', f32(steps, characters));
  model.addOutput('states', f32(steps, 1, width));
  const reshape = (x: string, shape: number[], name: string): void => {
    model.node('Reshape', [x, model.integers(`${name}.shape`, shape)], name);
  };
  reshape('text', [steps, 1, characters], 'x0');
  for (let layer = 0; layer < layers; layer++) {
    const features = layer === 0 ? characters : width;
    const constant = (role: string, shape: number[], data: Float32Array): string => {
      const name = model.fresh(`${role}${layer}`);
      model.floats(name, shape, data);
      return name;
    };
    const named = (role: string, ...shape: number[]): Float32Array =>
      reordered(parameter(`lstm.${role}_l${layer}`, role.split('_')[0], ...shape));
    const state = (name: string): string =>
      constant(name, [1, 1, width], inputs[name].data.slice(layer * width, (layer + 1) * width));
    const biases = [...named('bias_ih', GATES), ...named('bias_hh', GATES)];
    model.node(
      'LSTM',
      [
        `x${layer}`,
        constant('W', [1, GATES, features], named('weight_ih', GATES, features)),
        constant('R', [1, GATES, width], named('weight_hh', GATES, width)),
        constant('B', [1, 2 * GATES], Float32Array.from(biases)),
        '',
        state('hidden'),
        state('cell'),
      ],
      `y${layer}`,
      { hidden_size: width },
    );
    reshape(`y${layer}`, [steps, 1, width], layer === layers - 1 ? 'states' : `x${layer + 1}`);
  }
  return model.encode();
}

describe('the character LSTM', () => {
  it('binds every parameter', () => {
    expect(bound.diagnostics).toEqual([]);
  });

  it('is the LSTM of ONNX Runtime with a linear layer behind it', async () => {
    const { states } = await runOnnx(onnxLstm(), { text: inputs.text });
    const weight = parameter('fc.weight', 'weight', characters, width);
    const bias = parameter('fc.bias', 'bias', characters);
    const scores = Float32Array.from({ length: steps * characters }, (_, at) => {
      const [step, character] = [Math.floor(at / characters), at % characters];
      return Array.from(
        { length: width },
        (_, i) => states.data[step * width + i] * weight[character * width + i],
      ).reduce((sum, term) => sum + term, bias[character]);
    });
    expectClose(expected.scores, { shape: [steps, characters], data: scores }, 'scores');
    const last = expected.last_hidden.data.subarray((layers - 1) * width);
    const final = states.data.subarray((steps - 1) * width);
    expectClose({ shape: [width], data: last }, { shape: [width], data: final }, 'state');
  });

  it('is the same in WebAssembly', async () => {
    const program = await compileGraph(runPipeline(bound.graph), { targets: ['wasm'] });
    const tensors = Object.entries(inputs).map(([name, { data }]) => [name, data] as const);
    const actual = await runProgramWasm(program, Object.fromEntries(tensors));
    for (const [output, { shape, data }] of Object.entries(expected)) {
      expectClose({ shape, data: actual[output] }, { shape, data }, output);
    }
  });
});
