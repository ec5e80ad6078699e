import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Node } from '../../compiler/ir/graph.js';
import { printGraph } from '../../compiler/ir/print.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgram } from '../support/run-program.js';
import { sourceGraph } from '../support/source-graph.js';
import { testGpu } from '../support/webgpu.js';

/** Takes a text up where it was left: a call for every part of it. */
const LETTERS = (steps: number): string => `network letters {
  input text: tensor(2, ${steps}, 6)
  input before: tensor(2, 5)
  input kept: tensor(2, 5)
  all, hidden, cell = text -> lstm(5, states = true, hidden = before, cell = kept) as lstm
  output all
  output hidden
  output cell
}`;

describe('a sequence in two parts gives what it gives as a whole', async () => {
  const { gpu } = await testGpu();
  const text = randomTensor([2, 7, 6], 'text');
  const state = { before: randomTensor([2, 5], 'before'), kept: randomTensor([2, 5], 'kept') };
  const whole = interpret(sourceGraph(LETTERS(7)), { text, ...state });
  const [first, second] = [
    [0, 3],
    [3, 7],
  ].map(([from, to]) => ({
    text: stepsOf(text, from, to),
    graph: sourceGraph(LETTERS(to - from)),
  }));

  it.each(['reference', 'ONNX Runtime', 'wasm', 'webgpu'] as const)('%s', async (witness) => {
    if (witness === 'webgpu' && gpu === undefined) return;
    const run = async ({ text: part, graph }: typeof first, states: typeof state) => {
      const inputs = { text: part, ...states };
      if (witness === 'reference') return interpret(graph, inputs);
      if (witness === 'ONNX Runtime') return runOnnx(exportOnnx(graph), inputs);
      const program = await compileNetwork(graph, { targets: [witness] });
      const data = Object.entries(inputs).map(([name, tensor]) => [name, tensor.data] as const);
      const outputs = await runProgram(program, witness, Object.fromEntries(data));
      return Object.fromEntries(
        graph.outputs.map(({ name, value: { type } }) => [
          name,
          { shape: type.shape, data: outputs[name] },
        ]),
      );
    };
    const { hidden: before, cell: kept } = await run(first, state);
    const { all, hidden, cell } = await run(second, { before, kept });
    expectClose(all, stepsOf(whole.all, 3, 7), 'all');
    expectClose(hidden, whole.hidden, 'hidden');
    expectClose(cell, whole.cell, 'cell');
  });
});

it('gives biases and the other state as zeros that are no parameters', () => {
  const graph = sourceGraph(`network n {
    input text: tensor(1, 3, 6)
    output y = text -> lstm(2, bias = false, cell = true)
  }`);
  const text = printGraph(graph);
  expect(text).toContain('%y.cell_l0 = constant @"y.cell_l0" : f32[1,2]');
  expect(text).toContain('%hidden = constant @"hidden" [0, 0] : f32[1,2]');
  expect(text).toContain('weight_hh_l0, %bias_ih, %bias_hh, %hidden, %y.cell_l0)');
  expect(graph.nodes.flatMap(parameterNames)).toEqual(
    ['weight_ih', 'weight_hh', 'cell'].map((name) => `y.${name}_l0`),
  );
});

it('leaves out states that nobody reads', () => {
  const graph = sourceGraph(`network n {
    input text: tensor(1, 3, 6)
    all, _, _ = text -> lstm(2, states = true)
    output all
  }`);
  expect(printGraph(graph)).toContain('states = true');
  expect(printGraph(runPipeline(graph))).not.toContain('states = true');
});

function parameterNames({ outputs, ...node }: Node): string[] {
  const { value } = 'attributes' in node ? node.attributes : {};
  const isParameter = typeof value === 'object' && 'parameter' in value && value.parameter;
  return isParameter ? outputs.map(({ name }) => name) : [];
}

function stepsOf({ shape, data }: Tensor, from: number, to: number): Tensor {
  const [batch, steps, width] = shape;
  const parts = Array.from({ length: batch }, (_, n) => [
    ...data.subarray((n * steps + from) * width, (n * steps + to) * width),
  ]);
  return { shape: [batch, to - from, width], data: Float32Array.from(parts.flat()) };
}
