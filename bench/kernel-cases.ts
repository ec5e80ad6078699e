import { GraphBuilder } from '../compiler/ir/builder.js';
import type { ConstantData, Graph } from '../compiler/ir/graph.js';
import type { OpName } from '../compiler/ir/ops/index.js';
import type { Attributes } from '../compiler/ir/graph.js';
import { elementCount, f32 } from '../compiler/ir/types.js';
import { pseudoRandom } from './statistics.js';

/** A layer whose speed decides that of whole networks. */
export interface KernelCase {
  readonly name: string;
  readonly graph: Graph;
}

/** The layers, with the bias and the relu they usually have. */
export function kernelCases(): KernelCase[] {
  return [
    convolution('conv 3×3 c64 56²', { channels: 64, size: 56, outputs: 64, kernel: 3 }),
    convolution('conv 3×3 c128 28²', { channels: 128, size: 28, outputs: 128, kernel: 3 }),
    convolution('conv 3×3 c256 14²', { channels: 256, size: 14, outputs: 256, kernel: 3 }),
    convolution('conv 3×3 c512 7²', { channels: 512, size: 7, outputs: 512, kernel: 3 }),
    convolution('conv 3×3 c64 224²', { channels: 64, size: 224, outputs: 64, kernel: 3 }),
    convolution('conv 3×3 c512 28²', { channels: 512, size: 28, outputs: 512, kernel: 3 }),
    convolution('conv 1×1 256→64 56²', { channels: 256, size: 56, outputs: 64, kernel: 1 }),
    convolution('conv 7×7s2 3→64 224²', {
      channels: 3,
      size: 224,
      outputs: 64,
      kernel: 7,
      stride: 2,
    }),
    convolution('depthwise 3×3 c128 56²', {
      channels: 128,
      size: 56,
      outputs: 128,
      kernel: 3,
      groups: 128,
    }),
    layer('dense 2048→1000', 'linear', [1, 2048], [1000, 2048], {}),
    layer('dense 4096→4096', 'linear', [1, 4096], [4096, 4096], {}),
  ];
}

interface Convolution {
  readonly channels: number;
  readonly size: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
}

function convolution(
  name: string,
  { channels, size, outputs, kernel, stride = 1, groups = 1 }: Convolution,
): KernelCase {
  const pad = (kernel - 1) / 2;
  return layer(
    name,
    'conv2d',
    [1, channels, size, size],
    [outputs, channels / groups, kernel, kernel],
    { strides: [stride, stride], dilations: [1, 1], pads: [pad, pad, pad, pad], groups },
  );
}

function layer(
  name: string,
  op: OpName,
  input: readonly number[],
  weight: readonly number[],
  attributes: Attributes,
): KernelCase {
  const builder = new GraphBuilder('layer');
  const x = builder.input('x', f32(...input));
  const operands = [builder.constant(constant('weight', weight))];
  operands.push(builder.constant(constant('bias', [weight[0]])));
  const [y] = builder.add(op, [x, ...operands], attributes, { name: 'y' });
  const [activated] = builder.add('relu', [y], {}, { name: 'activated' });
  builder.output('result', activated);
  return { name, graph: builder.finish() };
}

function constant(label: string, shape: readonly number[]): ConstantData {
  return {
    kind: 'constant-data',
    label,
    type: f32(...shape),
    read: () => pseudoRandom(elementCount(shape), 1),
    parameter: true,
  };
}
