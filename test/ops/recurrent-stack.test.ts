import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgramWasm } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';

const tagger = (block: string): ReturnType<typeof sourceGraph> =>
  sourceGraph(`block old_gru(x, width, layer, bias, reverse) {
    return x -> gru(width, layer, bias, reverse = reverse, reset_after = false) as ""
  }
  network tagger {
    input text: tensor(2, 5, 6)
    seen = text -> ${block} as rnn
    output tags = seen -> linear(2) as fc
  }`);

function parameters(graph: ReturnType<typeof sourceGraph>): string[] {
  return graph.nodes.flatMap((node) => {
    const data = constantOf(node);
    return data === undefined ? [] : [`${data.label} ${data.type.shape.join('×')}`];
  });
}

describe('recurrent', () => {
  it("has the parameters of PyTorch's nn.LSTM(6, 3, num_layers = 2, bidirectional = True)", () => {
    const graph = tagger('recurrent(lstm, 3, layers = 2, bidirectional = true)');
    expect(parameters(graph)).toEqual([
      'rnn.weight_ih_l0 12×6',
      'rnn.weight_hh_l0 12×3',
      'rnn.bias_ih_l0 12',
      'rnn.bias_hh_l0 12',
      'rnn.weight_ih_l0_reverse 12×6',
      'rnn.weight_hh_l0_reverse 12×3',
      'rnn.bias_ih_l0_reverse 12',
      'rnn.bias_hh_l0_reverse 12',
      'rnn.weight_ih_l1 12×6',
      'rnn.weight_hh_l1 12×3',
      'rnn.bias_ih_l1 12',
      'rnn.bias_hh_l1 12',
      'rnn.weight_ih_l1_reverse 12×6',
      'rnn.weight_hh_l1_reverse 12×3',
      'rnn.bias_ih_l1_reverse 12',
      'rnn.bias_hh_l1_reverse 12',
      'fc.weight 2×6',
      'fc.bias 2',
    ]);
  });

  it('goes one way and leaves out biases where it is told so', () => {
    expect(parameters(tagger('recurrent(rnn, 3, bias = false)'))).toEqual([
      'rnn.weight_ih_l0 3×6',
      'rnn.weight_hh_l0 3×3',
      'fc.weight 2×3',
      'fc.bias 2',
    ]);
  });

  it.each([
    'projected_lstm(5, 3)',
    'recurrent(lstm, 3, layers = 2, bidirectional = true)',
    'recurrent(gru, 5, layers = 3)',
    'recurrent(rnn, 4, bidirectional = true)',
    'recurrent(old_gru, 3, bidirectional = true)',
  ])('%s is the same in ONNX Runtime and in WebAssembly', async (block) => {
    const { graph } = bindWeights(tagger(block), randomWeights(1));
    const text = randomTensor([2, 5, 6], 'text');
    const { tags } = interpret(graph, { text });
    expectClose(tags, (await runOnnx(exportOnnx(graph), { text })).tags, block);
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const actual = await runProgramWasm(program, { text: text.data });
    expectClose({ shape: tags.shape, data: actual.tags }, tags, block);
  });
});

describe('projected_lstm', () => {
  it("has the parameters of PyTorch's nn.LSTM(6, 5, proj_size = 3)", () => {
    expect(parameters(tagger('projected_lstm(5, 3)')).sort()).toEqual([
      'fc.bias 2',
      'fc.weight 2×3',
      'rnn.bias_hh_l0 20',
      'rnn.bias_ih_l0 20',
      'rnn.weight_hh_l0 20×3',
      'rnn.weight_hr_l0 3×5',
      'rnn.weight_ih_l0 20×6',
    ]);
  });

  it('is what its equations say, step by step', () => {
    const [steps, inputs, width, projected] = [4, 2, 3, 2];
    const source = `network steps {
      input x: tensor(1, ${steps}, ${inputs})
      output y = x -> projected_lstm(${width}, ${projected}) as rnn
    }`;
    const weights = randomWeights(3);
    const { graph } = bindWeights(sourceGraph(source), weights);
    const x = randomTensor([1, steps, inputs], 'projected');
    const of = new Map(
      graph.nodes.flatMap((node) => {
        const data = constantOf(node);
        return data?.parameter === true || data?.label.startsWith('rnn.')
          ? [[data.label.replace('rnn.', ''), Array.from(data.read())] as const]
          : [];
      }),
    );
    const matrix = (name: string): readonly number[] => of.get(name) ?? [];
    const times = (name: string, columns: number, row: number, vector: readonly number[]): number =>
      vector.reduce((sum, value, at) => sum + matrix(name)[row * columns + at] * value, 0);
    const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
    let h = Array.from({ length: projected }, () => 0);
    let c = Array.from({ length: width }, () => 0);
    const expected: number[] = [];
    for (let t = 0; t < steps; t++) {
      const seen = Array.from(x.data.subarray(t * inputs, (t + 1) * inputs));
      const gate = (row: number): number =>
        times('weight_ih_l0', inputs, row, seen) +
        matrix('bias_ih_l0')[row] +
        times('weight_hh_l0', projected, row, h) +
        matrix('bias_hh_l0')[row];
      const next = c.map((cell, unit) => {
        const [i, f, g, o] = [0, 1, 2, 3].map((at) => gate(at * width + unit));
        const state = sigmoid(f) * cell + sigmoid(i) * Math.tanh(g);
        return { state, hidden: sigmoid(o) * Math.tanh(state) };
      });
      c = next.map(({ state }) => state);
      const hidden = next.map(({ hidden: value }) => value);
      h = h.map((_, row) => times('weight_hr_l0', width, row, hidden));
      expected.push(...h);
    }
    const { y } = interpret(graph, { x });
    expectClose(y, { shape: [1, steps, projected], data: Float32Array.from(expected) }, 'y');
  });
});
