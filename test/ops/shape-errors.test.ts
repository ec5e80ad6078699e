import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import type { Attributes } from '../../compiler/ir/graph.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import type { Shape } from '../../compiler/ir/types.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1, winograd: 4 };
const POOL = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: false };
const MAX = { ...POOL, dilations: [1, 1], places: false };
const AVG = { ...POOL, count_include_pad: true };
const DEPTHWISE = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
const CUT = { axes: [0], starts: [0], lengths: [1], steps: [1] };

type Mistake = readonly [op: OpName, inputs: Shape[], attributes: Attributes, message: string];

const MISTAKES: readonly Mistake[] = [
  ['relu', [], {}, 'inputs: relu takes 1 input (x), but got 0'],
  ['relu', [[1], [1]], {}, 'inputs: relu takes 1 input (x), but got 2'],
  [
    'conv2d',
    [[1, 1, 1, 1]],
    CONV,
    'inputs: conv2d takes 2 to 3 inputs (x, weight, bias), but got 1',
  ],
  ['concat', [], { axis: 0 }, 'inputs: concat takes 1 or more inputs (parts), but got 0'],
  ['softmax', [[3]], {}, 'attribute: softmax lacks its attribute axis'],
  [
    'softmax',
    [[3]],
    { axis: 0.5 },
    'attribute: attribute axis of softmax must be of kind integer, but is 0.5',
  ],
  ['relu', [[3]], { slope: 1 }, 'attribute: relu has no attribute slope'],
  [
    'elu',
    [[3]],
    { alpha: NaN },
    'attribute: attribute alpha of elu must be of kind number, but is NaN',
  ],
  [
    'elu',
    [[3]],
    { alpha: Infinity },
    'attribute: attribute alpha of elu must be of kind number, but is Infinity',
  ],
  [
    'max_pool',
    [[1, 1, 4, 4]],
    { ...MAX, ceil_mode: 1 },
    'attribute: attribute ceil_mode of max_pool must be of kind boolean, but is 1',
  ],

  [
    'conv2d',
    [
      [3, 8, 8],
      [4, 3, 3, 3],
    ],
    CONV,
    'rank: conv2d needs a tensor of rank 4 (N, C, H, W), but got [3,8,8], which has rank 3',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3],
    ],
    CONV,
    'rank: the weight of conv2d needs a tensor of rank 4 (O, C/groups, kh, kw), but got [4,3,3], which has rank 3',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 2, 3, 3],
    ],
    CONV,
    'channels: the weight [4,2,3,3] of conv2d with 1 group reads 2 channels, but the input has 3',
  ],
  [
    'conv2d',
    [
      [1, 4, 8, 8],
      [3, 2, 3, 3],
    ],
    { ...CONV, groups: 2 },
    'groups: 3 output channels of conv2d cannot be split into 2 groups',
  ],
  [
    'conv2d',
    [
      [1, 4, 8, 8],
      [4, 4, 3, 3],
    ],
    { ...CONV, groups: 0 },
    'groups: groups of conv2d must be a whole number of at least 1, but 0 was given',
  ],
  [
    'conv2d',
    [[1, 3, 8, 8], [4, 3, 3, 3], [3]],
    CONV,
    'bias: the bias of conv2d must be [4], one element per output channel, but is [3]',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, strides: [0, 1] },
    'stride: stride of conv2d must be whole numbers of at least 1, but [0,1] was given',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, strides: [1, -2] },
    'stride: stride of conv2d must be whole numbers of at least 1, but [1,-2] was given',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, strides: [1] },
    'stride: stride of conv2d needs 2 entries, but has 1: [1]',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, dilations: [1, 0] },
    'dilation: dilation of conv2d must be whole numbers of at least 1, but [1,0] was given',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, pads: [0, 0, -1, 0] },
    'padding: padding of conv2d must be whole numbers of at least 0, but [0,0,-1,0] was given',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    { ...CONV, pads: [1, 1] },
    'padding: padding of conv2d needs 4 entries, but has 2: [1,1]',
  ],
  [
    'conv2d',
    [
      [1, 3, 2, 8],
      [4, 3, 5, 5],
    ],
    { ...CONV, pads: [1, 0, 1, 0] },
    'window: the kernel of conv2d spans 5 samples along the height, but the padded input has only 4',
  ],
  [
    'conv2d',
    [
      [1, 3, 8, 4],
      [4, 3, 3, 3],
    ],
    { ...CONV, dilations: [1, 2] },
    'window: the kernel of conv2d spans 5 samples along the width, but the padded input has only 4',
  ],
  [
    'conv2d',
    [
      [1, 1, 8, 8],
      [1, 1, 1, 1],
    ],
    { ...CONV, pads: [0, 0, 1e9, 0] },
    'size: the result of conv2d has type f32[1,1,1000000008,8]: 8000000064 elements, more than the 1073741824 that fit in 4 GiB',
  ],
  [
    'depthwise_conv2d',
    [
      [1, 4, 8, 8],
      [4, 2, 3, 3],
    ],
    DEPTHWISE,
    'channels: the weight [4,2,3,3] of depthwise_conv2d must read one channel per output, but reads 2',
  ],
  [
    'depthwise_conv2d',
    [
      [1, 4, 8, 8],
      [6, 1, 3, 3],
    ],
    DEPTHWISE,
    'groups: 6 output channels of depthwise_conv2d cannot be split into 4 groups',
  ],
  [
    'depthwise_conv2d',
    [[4], [4, 1, 3, 3]],
    DEPTHWISE,
    'rank: depthwise_conv2d needs a tensor of rank 4 (N, C, H, W), but got [4], which has rank 1',
  ],

  [
    'linear',
    [
      [2, 5],
      [3, 4],
    ],
    {},
    'features: the weight [3,4] of linear reads 4 features, but the last axis of the input [2,5] has 5',
  ],
  [
    'linear',
    [[], [3, 4]],
    {},
    'rank: linear needs a tensor of rank 1 or more, but got [], which has rank 0',
  ],
  [
    'linear',
    [[2, 4], [4]],
    {},
    'rank: the weight of linear needs a tensor of rank 2 (O, I), but got [4], which has rank 1',
  ],
  [
    'linear',
    [
      [2, 4],
      [3, 4],
      [1, 3],
    ],
    {},
    'bias: the bias of linear must be [3], one element per output feature, but is [1,3]',
  ],
  [
    'non_max_suppression',
    [
      [10, 4],
      [1, 1, 10],
    ],
    { capacity: 5, iou_threshold: 0.5, score_threshold: 0 },
    'rank: non_max_suppression needs a tensor of rank 3 (N, B, 4), but got [10,4], which has rank 2',
  ],
  [
    'non_max_suppression',
    [
      [1, 10, 5],
      [1, 1, 10],
    ],
    { capacity: 5, iou_threshold: 0.5, score_threshold: 0 },
    'boxes: a box is four coordinates, two of each of its corners, but boxes are [1,10,5]',
  ],
  [
    'non_max_suppression',
    [
      [1, 10, 4],
      [1, 1, 10],
    ],
    { capacity: 5, iou_threshold: -0.5, score_threshold: 0 },
    'threshold: boxes have from 0 to 1 of their union in common, never -0.5',
  ],
  [
    'matmul',
    [[4], [4, 3]],
    { axis: -1 },
    'rank: matmul needs a tensor of rank 2 or more, but got [4], which has rank 1',
  ],
  [
    'matmul',
    [
      [2, 4],
      [3, 4],
    ],
    { axis: -1 },
    'features: matmul sums over 4 elements of [2,4] (axis 1), but over 3 of [3,4] (axis 0)',
  ],
  [
    'matmul',
    [
      [2, 3, 4],
      [5, 4, 3],
    ],
    { axis: -1 },
    'broadcast: matmul cannot broadcast the leading axes of [2,3,4] and [5,4,3]',
  ],
  [
    'matmul',
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
    { axis: 1 },
    'rank: matmul along axis 1 of [2,3,4] needs a matrix as its second operand, but got [2,3,4]',
  ],
  [
    'matmul',
    [
      [2, 3],
      [3, 4],
    ],
    { axis: 2 },
    'axis: matmul got axis 2, but its input has 2 axes',
  ],

  [
    'batch_norm',
    [[2, 3], [3], [3], [4], [3]],
    { epsilon: 0.1 },
    'running_mean: the running_mean of batch_norm must be [3], one element per channel, but is [4]',
  ],
  [
    'batch_norm',
    [[2, 3], [3], [3], [3], [3]],
    { epsilon: -1 },
    'epsilon: epsilon of batch_norm must not be negative, but is -1',
  ],
  [
    'batch_norm',
    [[3], [3], [3], [3], [3]],
    { epsilon: 0 },
    'rank: batch_norm needs a tensor of rank 2 or more, but got [3], which has rank 1',
  ],
  [
    'bias',
    [[2, 3], [2]],
    {},
    'bias: the bias of bias must be [3], one element per channel, but is [2]',
  ],
  ['softmax', [[2, 3]], { axis: 2 }, 'axis: softmax got axis 2, but its input has 2 axes'],
  ['softmax', [[]], { axis: 0 }, 'axis: softmax got axis 0, but its input has 0 axes'],
  ['add', [[2, 3], [2]], {}, 'broadcast: add cannot broadcast f32[2,3] with f32[2]'],

  [
    'max_pool',
    [[1, 4, 4]],
    MAX,
    'rank: max_pool needs a tensor of rank 4 (N, C, H, W), but got [1,4,4], which has rank 3',
  ],
  [
    'max_pool',
    [[1, 1, 4, 1]],
    MAX,
    'window: the kernel of max_pool spans 2 samples along the width, but the padded input has only 1',
  ],
  [
    'max_pool',
    [[1, 1, 4, 4]],
    { ...MAX, kernel: [0, 2] },
    'kernel: kernel of max_pool must be whole numbers of at least 1, but [0,2] was given',
  ],
  [
    'max_pool',
    [[1, 1, 4, 4]],
    { ...MAX, pads: [2, 0, 0, 0] },
    'padding: the padding of max_pool along the height is 2 before and 0 after, but its window spans only 2: some windows would see nothing of the picture',
  ],
  [
    'avg_pool',
    [[1, 1, 4, 4]],
    { ...AVG, pads: [0, 0, 0, 2] },
    'padding: the padding of avg_pool along the width is 0 before and 2 after, but its window spans only 2: some windows would see nothing of the picture',
  ],
  [
    'max_pool',
    [[1, 1, 1, 4]],
    { ...MAX, dilations: [2, 1], pads: [1, 0, 1, 0] },
    'dilation: a window of max_pool along the height starts at -1 and its 2 taps, 2 apart, miss the picture of 1',
  ],
  [
    'global_avg_pool',
    [[2, 3]],
    {},
    'rank: global_avg_pool needs a tensor of rank 4 (N, C, H, W), but got [2,3], which has rank 2',
  ],

  ['flatten', [[2, 3]], { axis: -3 }, 'axis: flatten got axis -3, but its input has 2 axes'],
  [
    'reshape',
    [[2, 3]],
    { shape: [4] },
    'shape: reshape cannot turn [2,3] with 6 elements into [4], which takes 4',
  ],
  [
    'reshape',
    [[2, 3]],
    { shape: [6, 0] },
    'shape: shape of reshape must be whole numbers of at least 1, but [6,0] was given',
  ],
  [
    'transpose',
    [[2, 3]],
    { permutation: [0, 0] },
    'permutation: transpose of 2 axes cannot use [0,0]: axis 0 comes twice',
  ],
  [
    'transpose',
    [[2, 3]],
    { permutation: [0] },
    'permutation: transpose of 2 axes cannot use [0]: a list of 1',
  ],
  [
    'concat',
    [
      [2, 3],
      [2, 4],
      [3, 3],
    ],
    { axis: 1 },
    'concat: concat along axis 1 cannot join [2,3] and [3,3] (part 3)',
  ],
  [
    'concat',
    [[2, 3], [2]],
    { axis: 0 },
    'concat: concat along axis 0 cannot join [2,3] and [2] (part 2)',
  ],
  [
    'slice',
    [[4]],
    { ...CUT, lengths: [5] },
    'slice: slice takes 5 elements from 0 to 4 along axis 0, but [4] has only 0 to 3 there',
  ],
  [
    'slice',
    [[4]],
    { ...CUT, starts: [1], lengths: [3], steps: [-1] },
    'slice: slice takes 3 elements from 1 to -1 along axis 0, but [4] has only 0 to 3 there',
  ],
  [
    'slice',
    [[4]],
    { ...CUT, lengths: [0] },
    'lengths: lengths of slice must be whole numbers of at least 1, but [0] was given',
  ],
  ['slice', [[4]], { ...CUT, steps: [0] }, 'slice: slice cannot move in steps of 0'],
  [
    'slice',
    [[4]],
    { ...CUT, starts: [0, 1] },
    'starts: starts of slice needs 1 entries, but has 2: [0,1]',
  ],
  [
    'slice',
    [[4, 4]],
    { axes: [0, -2], starts: [0, 0], lengths: [1, 1], steps: [1, 1] },
    'axis: slice names an axis twice: [0,-2]',
  ],
  [
    'winograd_conv2d',
    [
      [1, 4, 8, 8],
      [8, 4, 1, 7],
    ],
    { pads: [0, 3, 0, 3], tile: [4, 4], strips: 1, blocks: 1, slots: 1 },
    'tile: winograd_conv2d has no tile of 4×4 for a 1×7 kernel: it needs m = 1 along an axis with one ' +
      'tap r, else m > 1 and m + r − 1 ≤ 8',
  ],
  [
    'pad',
    [[4]],
    { pads: [1], value: 0 },
    'padding: padding of pad needs 2 entries, but has 1: [1]',
  ],
  [
    'pad',
    [[4]],
    { pads: [1, -1], value: 0 },
    'padding: padding of pad must be whole numbers of at least 0, but [1,-1] was given',
  ],
];

describe('a shape rule refuses', () => {
  it.each(MISTAKES)('%s of %j with %j', (op, shapes, attributes, message) => {
    const inputs = shapes.map((shape) => f32(...shape));
    expect(refusal(() => inferTypes(op, inputs, attributes))).toBe(message);
  });
});

it('does not look at every window of a kernel larger than any picture', () => {
  const pads = [4e15, 0, 4e15, 0];
  const attributes = { ...MAX, kernel: [8e15 + 1, 1], strides: [1, 1], pads };
  expect(inferTypes('max_pool', [f32(1, 1, 3, 1)], attributes)).toEqual([f32(1, 1, 3, 1)]);
});
