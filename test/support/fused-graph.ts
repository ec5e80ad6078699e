import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph, KernelNode, OpNode, Value } from '../../compiler/ir/graph.js';
import { constantData } from '../../compiler/ir/op.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';

/** convolution → bias → relu on x [1,2,2,2]: as one kernel, and as three nodes. */
export function fusedGraph(): { readonly graph: Graph; readonly plain: Graph } {
  const convolution = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
  const start = (): { builder: GraphBuilder; operands: [Value, Value, Value] } => {
    const builder = new GraphBuilder('tail');
    const x = builder.input('x', f32(1, 2, 2, 2));
    const w = builder.constant(constantData('w', tensor([3, 2, 1, 1], [1, 2, -1, 0.5, 0, 3])));
    const b = builder.constant(constantData('b', tensor([3], [1, -1, 2])));
    return { builder, operands: [x, w, b] };
  };

  const unfused = start();
  const [x, w, b] = unfused.operands;
  const [conv] = unfused.builder.add('conv2d', [x, w], convolution, { name: 'conv' });
  const [biased] = unfused.builder.add('bias', [conv, b], {}, { name: 'biased' });
  const [active] = unfused.builder.add('relu', [biased], {}, { name: 'active' });
  unfused.builder.output('y', active);

  const { builder, operands } = start();
  const parameters = operands.map(({ type }, index): Value => ({ name: `p${index}`, type }));
  const inner = (name: string): Value => ({ name, type: f32(1, 3, 2, 2) });
  const [innerConv, innerBiased, result, y] = ['conv', 'biased', 'active', 'y'].map(inner);
  const op = (name: OpName, inputs: Value[], output: Value, attributes = {}): OpNode => ({
    kind: 'op',
    op: name,
    inputs,
    outputs: [output],
    attributes,
  });
  const fused: KernelNode = {
    kind: 'kernel',
    inputs: operands,
    outputs: [y],
    parameters,
    stages: [
      {
        root: op('conv2d', [parameters[0], parameters[1]], innerConv, convolution),
        tail: [
          op('bias', [innerConv, parameters[2]], innerBiased),
          op('relu', [innerBiased], result),
        ],
      },
    ],
  };
  const around = builder.finish();
  const graph = {
    ...around,
    nodes: [...around.nodes, fused],
    outputs: [{ name: 'y', value: y }],
  };
  return { graph, plain: unfused.builder.finish() };
}
