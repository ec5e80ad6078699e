import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { opDefinition, OPS } from '../../compiler/ir/ops/index.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import type { SurfaceArguments } from '../support/surface.js';
import { callSurface } from '../support/surface.js';

const PICTURE = [f32(1, 3, 7, 8)];

describe('what a call in the language stands for', () => {
  const attributes = (op: OpName, args: SurfaceArguments, inputs = PICTURE): unknown =>
    callSurface(op, inputs, args).attributes;

  it('conv', () => {
    expect(callSurface('conv2d', PICTURE, { channels: 6, kernel: [3, 5] })).toEqual({
      attributes: {
        strides: [1, 1],
        dilations: [1, 1],
        pads: [0, 0, 0, 0],
        groups: 1,
        winograd: 4,
      },
      weights: [
        { name: 'weight', shape: [6, 3, 3, 5] },
        { name: 'bias', shape: [6] },
      ],
    });
    const limited = (winograd: string | number): unknown =>
      attributes('conv2d', { channels: 6, kernel: 3, winograd });
    expect(limited('off')).toHaveProperty('winograd', 1);
    expect(limited(2)).toHaveProperty('winograd', 2);
    const grouped = { channels: 6, kernel: 1, groups: 3, bias: false };
    expect(callSurface('conv2d', PICTURE, grouped).weights).toEqual([
      { name: 'weight', shape: [6, 1, 1, 1] },
    ]);
  });

  // Extents 7 and 8, kernel 3, stride 2: ⌈7/2⌉ = 4 needs 3·2 + 3 − 7 = 2; ⌈8/2⌉ = 4 needs 1.
  it.each([
    [1, [1, 1, 1, 1]],
    [
      [1, 2],
      [1, 2, 1, 2],
    ],
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
    ['valid', [0, 0, 0, 0]],
    ['same', [1, 0, 1, 1]],
    ['same_lower', [1, 1, 1, 0]],
    ['full', [2, 2, 2, 2]],
  ])('conv with padding %j', (padding, pads) => {
    const args = { channels: 1, kernel: 3, stride: 2, padding };
    expect(attributes('conv2d', args)).toMatchObject({ pads });
  });

  it('full padding is as wide as a dilated kernel reaches', () => {
    const args = { channels: 1, kernel: [2, 3], dilation: [1, 3], padding: 'full' };
    expect(attributes('conv2d', args)).toMatchObject({ pads: [1, 6, 1, 6] });
    expect(attributes('max_pool', { kernel: 2, padding: 'full' })).toMatchObject({
      pads: [1, 1, 1, 1],
    });
  });

  it('convolutions and poolings of rows and volumes', () => {
    const row = [f32(2, 6, 7)];
    expect(
      callSurface('conv1d', row, { channels: 4, kernel: 3, groups: 2, padding: 'same' }),
    ).toEqual({
      attributes: { strides: [1], dilations: [1], pads: [1, 1], groups: 2 },
      weights: [
        { name: 'weight', shape: [4, 3, 3] },
        { name: 'bias', shape: [4] },
      ],
    });
    const volume = [f32(1, 3, 5, 6, 7)];
    const form = { channels: 4, kernel: [1, 2, 3], stride: 2, padding: [0, 1, 2], bias: false };
    expect(callSurface('conv3d', volume, form)).toEqual({
      attributes: {
        strides: [2, 2, 2],
        dilations: [1, 1, 1],
        pads: [0, 1, 2, 0, 1, 2],
        groups: 1,
      },
      weights: [{ name: 'weight', shape: [4, 3, 1, 2, 3] }],
    });
    expect(attributes('max_pool1d', { kernel: 3, padding: [1, 0] }, row)).toEqual({
      kernel: [3],
      strides: [3],
      dilations: [1],
      pads: [1, 0],
      ceil_mode: false,
      places: false,
    });
    expect(attributes('avg_pool3d', { kernel: 2, stride: [1, 2, 2] }, volume)).toEqual({
      kernel: [2, 2, 2],
      strides: [1, 2, 2],
      pads: [0, 0, 0, 0, 0, 0],
      ceil_mode: false,
      count_include_pad: true,
    });
  });

  it('linear', () => {
    expect(callSurface('linear', [f32(2, 9)], { features: 4 }).weights).toEqual([
      { name: 'weight', shape: [4, 9] },
      { name: 'bias', shape: [4] },
    ]);
    expect(callSurface('linear', [f32(2, 9)], { features: 4, bias: false }).weights).toEqual([
      { name: 'weight', shape: [4, 9] },
    ]);
  });

  it('batch_norm and bias', () => {
    expect(callSurface('batch_norm', PICTURE)).toEqual({
      attributes: { epsilon: 1e-5 },
      weights: ['weight', 'bias', 'running_mean', 'running_var'].map((name) => ({
        name,
        shape: [3],
      })),
    });
    expect(callSurface('bias', PICTURE).weights).toEqual([{ name: 'bias', shape: [3] }]);
  });

  it('pooling steps by its kernel unless told otherwise', () => {
    const plain = { kernel: [2, 2], pads: [0, 0, 0, 0], ceil_mode: false };
    expect(attributes('max_pool', { kernel: 2 })).toEqual({
      ...plain,
      strides: [2, 2],
      dilations: [1, 1],
      places: false,
    });
    expect(attributes('avg_pool', { kernel: 2, stride: 1 })).toEqual({
      ...plain,
      strides: [1, 1],
      count_include_pad: true,
    });
  });

  it('unpooling gives the least that has so many windows unless told otherwise', () => {
    const pooled = [f32(1, 2, 3, 4), { element: 'i32' as const, shape: [1, 2, 3, 4] }];
    const size = (args: SurfaceArguments) => attributes('max_unpool', args, pooled);
    expect(size({ kernel: 2 })).toMatchObject({ strides: [2, 2], size: [6, 8] });
    expect(size({ kernel: 3, stride: 2, padding: 1 })).toMatchObject({ size: [5, 7] });
    expect(size({ kernel: 2, output_size: [7, 9] })).toMatchObject({ size: [7, 9] });
  });

  it('axes count from the end when negative', () => {
    expect(attributes('softmax', {})).toEqual({ axis: 3 });
    expect(attributes('concat', { axis: -3 })).toEqual({ axis: 1 });
    expect(attributes('flatten', {})).toEqual({ axis: 1 });
    expect(attributes('transpose', { permutation: [0, -2, -1, 1] })).toEqual({
      permutation: [0, 2, 3, 1],
    });
  });

  it('reshape works out one extent', () => {
    expect(attributes('reshape', { shape: [-1, 4] })).toEqual({ shape: [42, 4] });
    expect(attributes('reshape', { shape: [168] })).toEqual({ shape: [168] });
  });

  it.each([
    [{ axis: 1, start: 1 }, [1, 1, 2, 1]],
    [{ axis: 1, end: 2 }, [1, 0, 2, 1]],
    [{ axis: 3, start: 2, end: -1, step: 2 }, [3, 2, 3, 2]],
    [{ axis: -1, start: -3 }, [3, 5, 3, 1]],
    [{ axis: 2, step: -1 }, [2, 6, 7, -1]],
    [{ axis: 2, start: 5, end: 1, step: -2 }, [2, 5, 2, -2]],
  ])('slice %j', (args, [axis, start, length, step]) => {
    expect(attributes('slice', args)).toEqual({
      axes: [axis],
      starts: [start],
      lengths: [length],
      steps: [step],
    });
  });

  it('pad goes around the picture or along one axis', () => {
    expect(attributes('pad', { padding: [1, 2, 3, 4], value: 0.5 })).toEqual({
      pads: [0, 0, 1, 2, 0, 0, 3, 4],
      value: 0.5,
    });
    expect(attributes('pad', { padding: [0, 5], axis: 1 })).toEqual({
      pads: [0, 0, 0, 0, 0, 5, 0, 0],
      value: 0,
    });
  });
});

describe('an argument is refused', () => {
  it.each<[OpName, SurfaceArguments, string]>([
    [
      'conv2d',
      { channels: 0, kernel: 3 },
      'channels: channels of conv must be a whole number of at least 1, but 0 was given',
    ],
    [
      'conv2d',
      { channels: 4, kernel: [3, 0] },
      'kernel: kernel of conv must be whole numbers of at least 1, but [3,0] was given',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, stride: -1 },
      'stride: stride of conv must be whole numbers of at least 1, but [-1,-1] was given',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, groups: 2 },
      'groups: 3 input channels of conv cannot be split into 2 groups',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, groups: 3 },
      'groups: 4 output channels of conv cannot be split into 3 groups',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, groups: -1 },
      'groups: groups of conv must be a whole number of at least 1, but -1 was given',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, padding: -1 },
      'padding: padding of conv must be whole numbers of at least 0, but [-1,-1,-1,-1] was given',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, padding: [1, 2, 3] },
      'padding: padding of conv must be an integer, [vertical, horizontal] or [top, left, bottom, right], but [1,2,3] is a list of 3',
    ],
    [
      'conv2d',
      { channels: 4, kernel: 3, padding: 'half' },
      'padding: conv cannot use "half" as padding',
    ],
    [
      'linear',
      { features: -2 },
      'features: features of linear must be a whole number of at least 1, but -2 was given',
    ],
    [
      'batch_norm',
      { epsilon: -1 },
      'epsilon: epsilon of batch_norm must not be negative, but is -1',
    ],
    [
      'reshape',
      { shape: [-1, -1] },
      'shape: reshape can infer one extent, but [-1,-1] leaves more',
    ],
    [
      'reshape',
      { shape: [-1, 5] },
      'shape: reshape cannot turn [1,3,7,8] with 168 elements into [-1,5], which takes a multiple of 5',
    ],
    [
      'transpose',
      { permutation: [0, 1, 2, 4] },
      'axis: transpose got axis 4, but its input has 4 axes',
    ],
    ['split', { axis: 4, parts: 2 }, 'axis: split got axis 4, but its input has 4 axes'],
    ['split', { axis: 1 }, 'split: split takes parts or sizes'],
    ['split', { axis: 1, parts: 3, sizes: [1, 2] }, 'split: split takes parts or sizes, not both'],
    [
      'split',
      { axis: 3, parts: 3 },
      'split: 8 elements along axis 3 of [1,3,7,8] make no 3 parts of one size',
    ],
    [
      'split',
      { axis: 1, parts: 0 },
      'parts: parts of split must be a whole number of at least 1, but 0 was given',
    ],
    ['slice', { axis: 4 }, 'axis: slice got axis 4, but its input has 4 axes'],
    [
      'slice',
      { axis: 1, start: 3 },
      'slice: slice 3::1 reaches outside axis 1 of [1,3,7,8], which has 3 elements',
    ],
    [
      'slice',
      { axis: 1, end: -5 },
      'slice: slice :-5:1 reaches outside axis 1 of [1,3,7,8], which has 3 elements',
    ],
    ['slice', { axis: 1, start: 2, end: 1 }, 'slice: slice 2:1:1 along axis 1 takes no element'],
    ['slice', { axis: 1, step: 0 }, 'slice: slice cannot move in steps of 0'],
    [
      'non_max_suppression',
      { capacity: 0 },
      'capacity: capacity of non_max_suppression must be a whole number of at least 1, but 0 was given',
    ],
    ['pad', { padding: 'same' }, 'padding: pad needs numbers, but got "same"'],
    [
      'pad',
      { padding: [1, 2, 3], axis: 1 },
      'padding: padding of pad along one axis must be an integer or [before, after], but [1,2,3] is a list of 3',
    ],
  ])('%s(%j)', (op, args, message) => {
    expect(refusal(() => callSurface(op, PICTURE, args))).toBe(message);
  });
});

describe('an argument is refused by the names of the axes', () => {
  it.each<[OpName, number[], SurfaceArguments, string]>([
    [
      'conv1d',
      [1, 3, 4],
      { channels: 4, kernel: 5 },
      'window: the kernel of conv1d spans 5 samples along the length, but the padded input has only 4',
    ],
    [
      'conv3d',
      [1, 3, 4, 9, 9],
      { channels: 4, kernel: 5 },
      'window: the kernel of conv3d spans 5 samples along the depth, but the padded input has only 4',
    ],
    [
      'conv3d',
      [1, 3, 9, 9, 9],
      { channels: 4, kernel: 3, padding: [1, 2] },
      'padding: padding of conv3d must be an integer, [depth, height, width] or [front, top, left, back, bottom, right], but [1,2] is a list of 2',
    ],
    [
      'conv1d',
      [1, 3, 9],
      { channels: 4, kernel: 0 },
      'kernel: kernel of conv1d must be whole numbers of at least 1, but [0] was given',
    ],
    [
      'conv_transpose1d',
      [1, 3, 4],
      { channels: 4, kernel: 3, stride: 2, output_padding: 2 },
      'output_padding: the output padding of conv_transpose1d along the length is 2, but must be less than 2, the larger of stride 2 and dilation 1',
    ],
    [
      'max_pool3d',
      [1, 3, 4, 4, 4],
      { kernel: 2, padding: [0, 0, 2] },
      'padding: the padding of max_pool3d along the width is 2 before and 2 after, but its window spans only 2: some windows would see nothing of the picture',
    ],
    [
      'avg_pool1d',
      [1, 3, 4],
      { kernel: 2, padding: 2 },
      'padding: the padding of avg_pool1d along the length is 2 before and 2 after, but its window spans only 2: some windows would see nothing of the picture',
    ],
  ])('%s of %j with %j', (op, shape, args, message) => {
    const x = [f32(...shape)];
    const call = (): unknown => {
      const { attributes, weights } = callSurface(op, x, args);
      return inferTypes(op, [...x, ...weights.map((weight) => f32(...weight.shape))], attributes);
    };
    expect(refusal(call)).toBe(message);
  });
});

describe('every op', () => {
  const names = Object.keys(OPS) as OpName[];

  it.each(names)('%s goes by one name and says what it does', (name) => {
    const { name: own, summary, attributes, surface } = opDefinition(name);
    expect(own).toBe(name);
    expect(summary).toMatch(/^[^\s].{10,}\.$/);
    for (const { doc } of Object.values(attributes)) expect(doc).not.toBe('');
    for (const { doc } of surface?.arguments ?? []) expect(doc).not.toBe('');
  });

  it('has a name of its own in the language', () => {
    const surfaces = names.flatMap((name) => opDefinition(name).surface?.name ?? []);
    expect(new Set(surfaces).size).toBe(surfaces.length);
  });

  it('resolves its arguments to attributes that its shape rule accepts', () => {
    const { attributes, weights } = callSurface('conv2d', PICTURE, { channels: 2, kernel: 3 });
    const inputs = [...PICTURE, ...weights.map(({ shape }) => f32(...shape))];
    expect(inferTypes('conv2d', inputs, attributes)).toEqual([f32(1, 2, 5, 6)]);
  });
});
