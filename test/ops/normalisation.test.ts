import { expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import { callSurface } from '../support/surface.js';

const PICTURE = f32(1, 3, 7, 8);
const USUAL = { epsilon: 1e-5 };

it('has weights only when it is affine, as in PyTorch', () => {
  expect(callSurface('instance_norm', [PICTURE])).toEqual({ attributes: USUAL, weights: [] });
  expect(callSurface('instance_norm', [PICTURE], { epsilon: 0.1, affine: true })).toEqual({
    attributes: { epsilon: 0.1 },
    weights: [
      { name: 'weight', shape: [3] },
      { name: 'bias', shape: [3] },
    ],
  });
});

it('refuses what does not fit', () => {
  expect(refusal(() => callSurface('instance_norm', [PICTURE], { epsilon: -1 }))).toBe(
    'epsilon: epsilon of instance_norm must not be negative, but is -1',
  );
  expect(refusal(() => callSurface('instance_norm', [f32(2, 3)], { affine: true }))).toBe(
    'rank: instance_norm needs a tensor [N,C,L], [N,C,H,W] or [N,C,D,H,W], but got [2,3], which has rank 2',
  );
  expect(refusal(() => inferTypes('instance_norm', [PICTURE, f32(4)], USUAL))).toBe(
    'weight: the weight of instance_norm must be [3], one element per channel, but is [4]',
  );
  expect(refusal(() => inferTypes('instance_norm', [PICTURE, f32(3), f32(1)], USUAL))).toBe(
    'bias: the bias of instance_norm must be [3], one element per channel, but is [1]',
  );
});

it('has a weight and a bias per element that is normalised, from an axis on', () => {
  const sequence = f32(2, 5, 8);
  const pair = (...shape: number[]): object[] =>
    ['weight', 'bias'].map((name) => ({ name, shape }));
  expect(callSurface('layer_norm', [sequence])).toEqual({
    attributes: { axis: 2, epsilon: 1e-5 },
    weights: pair(8),
  });
  expect(callSurface('layer_norm', [sequence], { axis: 1 }).weights).toEqual(pair(5, 8));
  expect(callSurface('layer_norm', [sequence], { affine: false }).weights).toEqual([]);
  expect(callSurface('rms_norm', [sequence], { epsilon: 1e-6 })).toEqual({
    attributes: { axis: 2, epsilon: 1e-6 },
    weights: [{ name: 'weight', shape: [8] }],
  });
  expect(callSurface('group_norm', [PICTURE], { groups: 3 })).toEqual({
    attributes: { groups: 3, epsilon: 1e-5 },
    weights: pair(3),
  });
});

it('refuses what does not fit the axes or groups', () => {
  expect(refusal(() => callSurface('layer_norm', [f32(2, 5)], { axis: 2 }))).toBe(
    'axis: layer_norm got axis 2, but its input has 2 axes',
  );
  expect(
    refusal(() => inferTypes('layer_norm', [f32(2, 5, 8), f32(5)], { axis: 1, epsilon: 0 })),
  ).toBe(
    'weight: the weight of layer_norm must be [5,8], one element for each that is normalised, but is [5]',
  );
  expect(refusal(() => inferTypes('rms_norm', [f32(2, 8)], { axis: 1, epsilon: -1 }))).toBe(
    'epsilon: epsilon of rms_norm must not be negative, but is -1',
  );
  expect(refusal(() => inferTypes('group_norm', [PICTURE], { groups: 2, epsilon: 0 }))).toBe(
    'groups: 3 input channels of group_norm cannot be split into 2 groups',
  );
  expect(refusal(() => inferTypes('group_norm', [PICTURE], { groups: 0, epsilon: 0 }))).toBe(
    'groups: groups of group_norm must be a whole number of at least 1, but 0 was given',
  );
});
