import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import type { Attributes } from '../../compiler/ir/graph.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import type { Shape } from '../../compiler/ir/types.js';
import { f32 } from '../../compiler/ir/types.js';
import { graphOf } from '../frontend/load.js';
import { refusal } from '../support/refusal.js';
import type { SurfaceArguments } from '../support/surface.js';
import { callSurface } from '../support/surface.js';

const PLAIN = {
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
  output_padding: [0, 0],
  groups: 1,
  winograd: 4,
};
const PICTURE = [f32(1, 6, 7, 8)];

describe('conv_transpose in the language', () => {
  it('brings weights [in, out/groups, kh, kw] and a bias', () => {
    const args = { channels: 4, kernel: [3, 5], stride: 2, padding: [1, 2], groups: 2 };
    expect(callSurface('conv_transpose2d', PICTURE, args)).toEqual({
      attributes: {
        strides: [2, 2],
        dilations: [1, 1],
        pads: [1, 2, 1, 2],
        output_padding: [0, 0],
        groups: 2,
        winograd: 4,
      },
      weights: [
        { name: 'weight', shape: [6, 2, 3, 5] },
        { name: 'bias', shape: [4] },
      ],
    });
    const bare = { channels: 4, kernel: 3, bias: false };
    expect(callSurface('conv_transpose2d', PICTURE, bare).weights).toEqual([
      { name: 'weight', shape: [6, 4, 3, 3] },
    ]);
  });

  it.each<[SurfaceArguments, string]>([
    [
      { channels: 4, kernel: 3, groups: 4 },
      'groups: 6 input channels of conv_transpose cannot be split into 4 groups',
    ],
    [
      { channels: 4, kernel: 3, groups: 3 },
      'groups: 4 output channels of conv_transpose cannot be split into 3 groups',
    ],
    [
      { channels: 4, kernel: 3, padding: 'same' },
      'padding: conv_transpose needs numbers, but got "same"',
    ],
    [
      { channels: 4, kernel: 3, stride: 0 },
      'stride: stride of conv_transpose must be whole numbers of at least 1, but [0,0] was given',
    ],
    [
      { channels: 0, kernel: 3 },
      'channels: channels of conv_transpose must be a whole number of at least 1, but 0 was given',
    ],
  ])('refuses %j', (args, message) => {
    expect(refusal(() => callSurface('conv_transpose2d', PICTURE, args))).toBe(message);
  });
});

// 3 samples, a kernel of 3: (3 − 1)·s + d·(3 − 1) + 1 + what is added.
it.each([
  ['stride = 2, output_padding = [1, 0]', [8, 7]],
  ['stride = 2, output_padding = [0, 1]', [7, 8]],
  ['stride = 2, output_padding = [0, 0]', [7, 7]],
  ['stride = 2, output_padding = 0', [7, 7]],
  ['dilation = [3, 2], output_padding = [2, 1]', [11, 8]],
])('conv_transpose(…, %s) gives %j', (given, picture) => {
  const source = `x -> conv_transpose(4, kernel = 3, ${given})`;
  const graph = graphOf(
    `network test {\n  input x: tensor(1, 2, 3, 3)\n  output y = ${source}\n}\n`,
  );
  expect(graph.outputs[0].value.type).toEqual(f32(1, 4, ...picture));
});

describe('the shape of a transposed convolution', () => {
  // (7 − 1)·2 − 1 − 1 + 3 + 1 = 14 and (8 − 1)·3 − 0 − 2 + (2·(2 − 1) + 1) + 2 = 24.
  it('follows PyTorch', () => {
    const attributes = {
      ...PLAIN,
      strides: [2, 3],
      dilations: [1, 2],
      pads: [1, 0, 1, 2],
      output_padding: [1, 2],
    };
    const inputs = [...PICTURE, f32(6, 5, 3, 2)];
    expect(inferTypes('conv_transpose2d', inputs, attributes)).toEqual([f32(1, 5, 14, 24)]);
  });

  it.each<[Shape[], Attributes, string]>([
    [
      [
        [1, 3, 4, 4],
        [4, 3, 3, 3],
      ],
      PLAIN,
      'channels: the weight [4,3,3,3] of conv_transpose2d reads 4 channels, but the input has 3',
    ],
    [
      [
        [1, 3, 4, 4],
        [3, 3, 3, 3],
      ],
      { ...PLAIN, groups: 2 },
      'groups: 3 input channels of conv_transpose2d cannot be split into 2 groups',
    ],
    [
      [[1, 4, 4, 4], [4, 3, 3, 3], [3]],
      { ...PLAIN, groups: 2 },
      'bias: the bias of conv_transpose2d must be [6], one element per output channel, but is [3]',
    ],
    [
      [
        [1, 3, 4, 4],
        [3, 3, 3, 3],
      ],
      { ...PLAIN, strides: [2, 2], output_padding: [0, 2] },
      'output_padding: the output padding of conv_transpose2d along the width is 2, ' +
        'but must be less than 2, the larger of stride 2 and dilation 1',
    ],
    [
      [
        [1, 3, 1, 1],
        [3, 3, 2, 2],
      ],
      { ...PLAIN, pads: [1, 0, 1, 0] },
      'padding: the padding of conv_transpose2d takes 2 samples off the height, but there are only 2',
    ],
    [
      [
        [3, 4, 4],
        [4, 3, 3, 3],
      ],
      PLAIN,
      'rank: conv_transpose2d needs a tensor of rank 4 (N, C, H, W), but got [3,4,4], which has rank 3',
    ],
  ])('is refused for %j with %j', (shapes, attributes, message) => {
    const inputs = shapes.map((shape) => f32(...shape));
    expect(refusal(() => inferTypes('conv_transpose2d', inputs, attributes))).toBe(message);
  });
});

it('counts every painted tap once, and fields that shrink while the picture grows', () => {
  const op = opDefinition('conv_transpose2d');
  const inputs = [f32(1, 6, 7, 8), f32(6, 5, 4, 4)];
  const attributes = { ...PLAIN, strides: [2, 2], pads: [1, 1, 1, 1] };
  expect(op.macs?.(inputs, attributes, [f32(1, 5, 14, 16)])).toBe(7 * 8 * 6 * 5 * 4 * 4);
  expect(op.window?.(inputs, attributes)).toEqual({
    kernel: [2, 2],
    stride: [0.5, 0.5],
    dilation: [1, 1],
  });
});
