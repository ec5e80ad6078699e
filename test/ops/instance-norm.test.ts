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
    'rank: instance_norm needs a tensor of rank 4 (N, C, H, W), but got [2,3], which has rank 2',
  );
  expect(refusal(() => inferTypes('instance_norm', [PICTURE, f32(4)], USUAL))).toBe(
    'weight: the weight of instance_norm must be [3], one element per channel, but is [4]',
  );
  expect(refusal(() => inferTypes('instance_norm', [PICTURE, f32(3), f32(1)], USUAL))).toBe(
    'bias: the bias of instance_norm must be [3], one element per channel, but is [1]',
  );
});
