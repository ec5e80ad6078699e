import { describe, expect, test } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Attributes, Graph } from '../../compiler/ir/graph.js';
import { opsOf } from '../../compiler/ir/kernel.js';
import { constantData } from '../../compiler/ir/op.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { printGraph } from '../../compiler/ir/print.js';
import { constantOf, isOp } from '../../compiler/ir/rewrite.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { tensor } from '../../compiler/ir/tensor.js';
import type { NarrowType, Shape } from '../../compiler/ir/types.js';
import { elementCount, f32 } from '../../compiler/ir/types.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { fuseTail } from '../../compiler/passes/fuse-tail.js';
import { quantizeWeights } from '../../compiler/passes/quantize-weights.js';
import { expectUntouched, graphOf } from '../support/graph-text.js';
import { randomTensor } from '../support/random-tensor.js';

const plain = '{dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]}';
const CONVOLUTION = `
  input %x : f32[1,3,6,5]
  %w = constant @"w" : f32[4,3,3,3]
  %b = constant @"b" : f32[4]
  %y = conv2d(%x, %w, %b) ${plain} : f32[1,4,4,3]
  output "y" = %y`;

describe('the scale of each output channel waits until the sum is done', () => {
  const narrowed = (text: string, type: NarrowType): string => {
    const graph = quantizeWeights(graphOf(text), type);
    expect(verifyGraph(graph)).toEqual([]);
    return `\n${printGraph(graph)}`;
  };

  test('behind a convolution, before its bias', () => {
    expect(narrowed(CONVOLUTION, 'f16')).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,6,5]
        %b = constant @"b" [-0.41228256, -0.31108975, -0.80727255, 0.24705075] : f32[4]
        %w = constant @"f16(w)" : f32[4,3,3,3] as f16
        %w.scale = constant @"scale of f16(w)" [0.000030517578, 0.000030517578, 0.000030517578, 0.000030517578] : f32[4,1,1]
        %y.sum = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,4,4,3]
        %y.scaled = mul(%y.sum, %w.scale) : f32[1,4,4,3]
        %y = bias(%y.scaled, %b) : f32[1,4,4,3]
        output "y" = %y
      }
      "
    `);
  });

  test('behind a product along the channels, where it broadcasts over the pixels', () => {
    expect(
      narrowed(
        `input %x : f32[2,9,6,5]
         %w = constant @"w" : f32[9,4]
         %y = matmul(%x, %w) {axis = 1} : f32[2,4,6,5]
         output "y" = %y`,
        'int8',
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,9,6,5]
        %w = constant @"int8(w)" : f32[9,4] as int8
        %w.scale = constant @"scale of int8(w)" [0.0069421055, 0.0077390336, 0.0068129245, 0.0077291243] : f32[4,1,1]
        %y.sum = matmul(%x, %w) {axis = 1} : f32[2,4,6,5]
        %y = mul(%y.sum, %w.scale) : f32[2,4,6,5]
        output "y" = %y
      }
      "
    `);
  });

  test('and rides in the tail', () => {
    const { nodes } = fuseTail(quantizeWeights(graphOf(CONVOLUTION), 'int8'));
    const computing = nodes.filter((node) => !isOp(node, 'constant'));
    expect(computing.map((node) => opsOf(node).map(({ op }) => op))).toEqual([
      ['conv2d', 'mul', 'bias'],
    ]);
  });
});

/** A layer on an input `x`, of which `weight` are the only constants. */
function layer(op: OpName, x: Shape, weight: Tensor, attributes: Attributes): Graph {
  const builder = new GraphBuilder('layer');
  const operands = [builder.input('x', f32(...x)), builder.constant(constantData('w', weight))];
  builder.output('y', builder.add(op, operands, attributes, { name: 'y' })[0]);
  return builder.finish();
}

const geometry = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
const volume = { strides: [1, 1, 1], dilations: [1, 1, 1], pads: [0, 0, 0, 0, 0, 0] };
const LAYERS: readonly [OpName, Shape, Shape, Attributes][] = [
  ['conv2d', [1, 3, 5, 4], [6, 3, 3, 3], { ...geometry, groups: 1 }],
  ['conv2d', [1, 4, 5, 4], [6, 2, 3, 3], { ...geometry, groups: 2 }],
  [
    'conv_transpose2d',
    [1, 6, 3, 4],
    [6, 2, 3, 3],
    { ...geometry, strides: [2, 2], output_padding: [0, 0], groups: 2 },
  ],
  ['conv3d', [1, 4, 3, 4, 4], [6, 2, 2, 3, 3], { ...volume, groups: 2 }],
  [
    'conv_transpose3d',
    [1, 6, 2, 3, 2],
    [6, 2, 3, 2, 3],
    { ...volume, strides: [2, 1, 2], output_padding: [0, 0, 0], groups: 2 },
  ],
  ['matmul', [5, 12], [12, 7], { axis: -1 }],
  ['matmul', [2, 12, 3, 3], [12, 7], { axis: 1 }],
];

/** What half a step of a type is to a weight `w` whose channel's largest is `largest`. */
const HALF_STEP: Record<NarrowType, (w: number, largest: number) => number> = {
  f16: (w) => Math.abs(w) * 2 ** -11,
  int8: (_w, largest) => largest / 254,
};

describe.each(['f16', 'int8'] as const)('rounding to %s', (type) => {
  test.each(LAYERS)(
    'changes %s of %j by no more than half a step a weight',
    (op, x, shape, attributes) => {
      // All weights of the same size, so that the largest of a channel needs no second way to find it.
      const sizes = randomTensor(shape, 'size', { from: 0.5, to: 1 });
      const weight = tensor(
        shape,
        sizes.data.map((w, index) => (index % 3 === 0 ? -w : w)),
      );
      const graph = layer(op, x, weight, attributes);
      const input = randomTensor(x, 'input');
      const slack = tensor(
        shape,
        weight.data.map((w) => HALF_STEP[type](w, 1)),
      );
      const absolute = tensor(x, input.data.map(Math.abs));
      const bound = interpret(layer(op, x, slack, attributes), { x: absolute }).y.data;
      const exact = interpret(graph, { x: input }).y.data;
      const rounded = interpret(quantizeWeights(graph, type), { x: input }).y.data;
      rounded.forEach((value, index) => {
        expect(Math.abs(value - exact[index])).toBeLessThanOrEqual(bound[index] + 1e-5);
      });
      expect(rounded).not.toEqual(exact);
    },
  );

  test.each(LAYERS)('leaves what %s of %j can hold as it is', (op, x, shape, attributes) => {
    // −127 … 127 times a power of two, 127 among those of every channel.
    const data = Float32Array.from({ length: elementCount(shape) }, (_, index) =>
      index % 2 === 0 ? 127 / 64 : ((index * 37) % 255) / 64 - 127 / 64,
    );
    const graph = layer(op, x, tensor(shape, data), attributes);
    const inputs = { x: randomTensor(x, 'input') };
    const narrow = quantizeWeights(graph, type);
    expect(narrow).not.toBe(graph);
    const [exact, rounded] = [graph, narrow].map((each) => interpret(each, inputs).y.data);
    rounded.forEach((value, index) => {
      expect(value).toBeCloseTo(exact[index], 4);
    });
  });

  test('a channel of zeros stays zero', () => {
    const graph = layer('matmul', [1, 8], tensor([8, 2], new Float32Array(16)), { axis: -1 });
    const { y } = interpret(quantizeWeights(graph, type), { x: randomTensor([1, 8], 'x') });
    expect([...y.data]).toEqual([0, 0]);
  });

  test('weights of any size keep their digits', () => {
    const sizes = [1e-34, 1e-20, 1e-6, 1, 1e9, 1e37];
    const weight = tensor(
      [8, 6],
      Float32Array.from({ length: 48 }, (_, i) => sizes[i % 6]),
    );
    const graph = layer('matmul', [1, 8], weight, { axis: -1 });
    const x = tensor([1, 8], Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    const { y } = interpret(quantizeWeights(graph, type), { x });
    y.data.forEach((value, index) => {
      expect(value / sizes[index]).toBeCloseTo(1, 3);
    });
  });

  test.each([NaN, Infinity, -Infinity])('%s has no place in it: the tensor is named', (value) => {
    const weight = tensor([8, 1], Float32Array.of(1, 2, 3, value, 5, 6, 7, 8));
    const narrow = quantizeWeights(layer('matmul', [1, 8], weight, { axis: -1 }), type);
    const stored = narrow.nodes.map(constantOf).find((data) => data?.storedAs === type);
    expect(() => stored?.read()).toThrow(
      `element 3 of "w" is ${value}, which ${type} cannot store`,
    );
  });
});

describe('weights stay f32', () => {
  const untouched = (text: string): void => {
    expectUntouched((graph) => quantizeWeights(graph, 'int8'), text);
  };

  test('unless another type is asked for', () => {
    expectUntouched((graph) => quantizeWeights(graph, 'f32'), CONVOLUTION);
  });

  test('of a depthwise convolution', () => {
    untouched(`input %x : f32[1,4,6,5]
      %w = constant @"w" : f32[4,1,3,3]
      %y = depthwise_conv2d(%x, %w) {dilations = [1, 1], pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,4,4,3]
      output "y" = %y`);
  });

  test('where a channel has so few that its scale takes as much', () => {
    untouched(`input %x : f32[2,7]
      %w = constant @"w" : f32[7,4]
      %y = matmul(%x, %w) {axis = -1} : f32[2,4]
      output "y" = %y`);
  });

  test('where they are computed', () => {
    untouched(`input %x : f32[2,9]
      input %w : f32[9,4]
      %y = matmul(%x, %w) {axis = -1} : f32[2,4]
      output "y" = %y`);
  });

  test('where the matrices of a batch share no channels', () => {
    untouched(`input %x : f32[2,2,9]
      %w = constant @"w" : f32[2,9,4]
      %y = matmul(%x, %w) {axis = -1} : f32[2,2,4]
      output "y" = %y`);
  });
});

test('only constants may be narrow', () => {
  const graph = graphOf(CONVOLUTION);
  const nodes = graph.nodes.map((node) => ({
    ...node,
    outputs: node.outputs.map((value) =>
      isOp(node, 'conv2d') ? { ...value, storedAs: 'f16' as const } : value,
    ),
  }));
  const [{ title }] = verifyGraph({ ...graph, nodes });
  expect(title).toBe('%y is said to be f32[1,4,4,3] as f16, but the shape rule gives f32[1,4,4,3]');
});
