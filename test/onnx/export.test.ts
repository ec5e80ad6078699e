import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { ConstantData, Graph } from '../../compiler/ir/graph.js';
import { constantData } from '../../compiler/ir/op.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { expectClose } from '../support/close.js';
import { fusedGraph } from '../support/fused-graph.js';
import { lenet5 } from '../support/lenet5.js';
import { runOnnx } from '../support/onnxruntime.js';
import { randomTensor } from '../support/random-tensor.js';
import { sourceGraph } from '../support/source-graph.js';

function decode(graph: Graph): onnxProto.onnx.ModelProto {
  return onnxProto.onnx.ModelProto.decode(exportOnnx(graph));
}

describe('an exported model', () => {
  it('names inputs, weights and outputs as the network does', () => {
    const { graph } = decode(lenet5());
    const names = (list?: readonly { name?: string | null }[] | null): unknown =>
      list?.map(({ name }) => name);
    expect(names(graph?.input)).toEqual(['digit']);
    expect(names(graph?.output)).toEqual(['scores']);
    expect(names(graph?.initializer)).toEqual(
      expect.arrayContaining(['c1.weight', 'c1.bias', 'output.weight', 'output.bias']),
    );
    expect(graph?.node?.map(({ opType }) => opType)).toEqual([
      'Conv',
      'Tanh',
      'AveragePool',
      'Conv',
      'Tanh',
      'AveragePool',
      'Conv',
      'Tanh',
      'Reshape',
      'Gemm',
      'Tanh',
      'Gemm',
    ]);
  });

  it('is what the encoder that is generated from the schema writes', () => {
    const { ModelProto } = onnxProto.onnx;
    const bytes = exportOnnx(lenet5());
    expect(Buffer.compare(bytes, ModelProto.encode(ModelProto.decode(bytes)).finish())).toBe(0);
  });

  it('is the same on every export', () => {
    expect(Buffer.compare(exportOnnx(lenet5()), exportOnnx(lenet5()))).toBe(0);
  });

  it('keeps names apart that are the same in the graph', async () => {
    const builder = new GraphBuilder('twins');
    const x = builder.input('y', f32(2));
    const [first] = builder.add('exp', [x], {}, { name: 'same' });
    const [second] = builder.add('tanh', [first], {}, { name: 'same' });
    builder.output('same', builder.add('relu6', [second], {}, { name: 'y' })[0]);
    const graph = builder.finish();
    const inputs = { y: tensor([2], [0.5, -1]) };
    const { same } = await runOnnx(exportOnnx(graph), inputs);
    expectClose(same, interpret(graph, inputs).same, 'same');
  });

  it('writes kernels as their ops', async () => {
    const { graph, plain } = fusedGraph();
    expect(decode(graph).graph?.node?.map(({ opType }) => opType)).toEqual(
      decode(plain).graph?.node?.map(({ opType }) => opType),
    );
    const inputs = { x: randomTensor([1, 2, 2, 2], 'fused') };
    const { y } = await runOnnx(exportOnnx(graph), inputs);
    expectClose(y, interpret(plain, inputs).y, 'y');
  });

  it('copies a value that is an input, a constant or two outputs at once', async () => {
    const builder = new GraphBuilder('copies');
    const x = builder.input('x', f32(2));
    const [y] = builder.add('relu', [x]);
    builder.output('input', x);
    builder.output('constant', builder.constant(constantData('c', tensor([1], [7]))));
    builder.output('once', y);
    builder.output('twice', y);
    const outputs = await runOnnx(exportOnnx(builder.finish()), { x: tensor([2], [-1, 1]) });
    expect(outputs).toEqual({
      input: tensor([2], [-1, 1]),
      constant: tensor([1], [7]),
      once: tensor([2], [0, 1]),
      twice: tensor([2], [0, 1]),
    });
  });
});

describe('what ONNX cannot hold is a diagnostic', () => {
  it('an input and an output of one name', () => {
    const builder = new GraphBuilder('clash');
    const x = builder.input('x', f32(1));
    builder.output('x', builder.add('relu', [x])[0]);
    const graph = builder.finish();
    expect(() => exportOnnx(graph)).toThrow(DiagnosticError);
    expect(() => exportOnnx(graph)).toThrow(
      'onnx/name: two inputs, outputs or states are called x',
    );
  });

  it('a convolution of integers', () => {
    const graph = sourceGraph(
      'network n { input x: tensor(1, 2, 3, 3, i32)\n output y = conv(x, 1, kernel = 3) }',
    );
    expect(() => exportOnnx(graph)).toThrow(
      'onnx/type: Conv of ONNX takes floats alone, but x is i32[1,2,3,3]',
    );
  });

  it('weights beyond 2 GiB, which are not even read', () => {
    const builder = new GraphBuilder('huge');
    const huge: ConstantData = {
      kind: 'constant-data',
      label: 'huge',
      type: f32(2 ** 15, 2 ** 14),
      read: () => {
        throw new Error('read');
      },
    };
    const x = builder.input('x', f32(1, 2 ** 14));
    builder.output('y', builder.add('linear', [x, builder.constant(huge)])[0]);
    expect(() => exportOnnx(builder.finish())).toThrow(
      'onnx/size: the weights take 2147483648 bytes, but an ONNX file holds at most 2147483647',
    );
  });
});
