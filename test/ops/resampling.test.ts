import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import { simplestFraction } from '../../compiler/ir/ops/shared/resampling.js';
import type { TensorType } from '../../compiler/ir/types.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import type { SurfaceArguments } from '../support/surface.js';
import { callSurface } from '../support/surface.js';
import { Calculator } from './worked-examples/matrices.js';

const PICTURE = [f32(2, 3, 7, 8)];
const PLAIN = {
  factors: [2, 1, 2, 1],
  mode: 'nearest',
  coordinates: 'asymmetric',
  rounding: 'floor',
  cubic: -0.75,
};

/** A row of samples, made another one. */
function resized(row: readonly number[], args: SurfaceArguments): number[] {
  const calculator = new Calculator();
  return calculator.numbers(calculator.op('resize', [calculator.picture([[...row]])], args));
}

describe('resize', () => {
  it.each<[SurfaceArguments, number[], number[]]>([
    [{ scale: [2, 2] }, [2, 1, 2, 1], [14, 16]],
    [{ scale: [1, 0.5] }, [1, 1, 1, 2], [7, 4]],
    [{ scale: [1.3, 1 / 3] }, [13, 10, 1, 3], [9, 2]],
    [{ size: [14, 20] }, [2, 1, 5, 2], [14, 20]],
    [{ size: 1 }, [1, 7, 1, 8], [1, 1]],
  ])('%j', (args, factors, [height, width]) => {
    const { attributes, weights } = callSurface('resize', PICTURE, args);
    expect(attributes).toEqual({ ...PLAIN, factors });
    expect(weights).toEqual([]);
    expect(inferTypes('resize', PICTURE, attributes)).toEqual([f32(2, 3, height, width)]);
  });

  it.each([
    [0.1, [1, 10]],
    [1 / 3, [1, 3]],
    [1.7, [17, 10]],
    [32, [32, 1]],
  ])('takes %d as a fraction', (scale, fraction) => {
    expect(simplestFraction(scale)).toEqual(fraction);
  });

  // Numbers that PyTorch gives for `interpolate`.
  it.each<[number[], SurfaceArguments, number[]]>([
    [[0, 1, 2, 3, 4], { size: [1, 3] }, [0, 1, 3]],
    [[0, 1, 2, 3, 4], { size: [1, 8] }, [0, 0, 1, 1, 2, 3, 3, 4]],
    [[0, 1, 2, 3, 4], { scale: [1, 1.7] }, [0, 0, 1, 1, 2, 2, 3, 4]],
    [
      [0, 1, 2, 3, 4],
      { size: [1, 3], coordinates: 'half_pixel', rounding: 'round_prefer_ceil' },
      [0, 2, 4],
    ],
    [
      [0, 1, 2, 3],
      { size: [1, 2], coordinates: 'half_pixel', rounding: 'round_prefer_ceil' },
      [1, 3],
    ],
    [[0, 10, 20, 30, 40], { size: [1, 6], mode: 'bilinear' }, [0, 7.5, 95 / 6, 145 / 6, 32.5, 40]],
    [[10, 20, 30], { size: [1, 1], mode: 'bilinear' }, [20]],
    [[10, 20, 30], { size: [1, 1], mode: 'bilinear', coordinates: 'align_corners' }, [10]],
  ])('of %j with %j', (row, args, expected) => {
    resized(row, args).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at], 5);
    });
  });

  it('takes bicubic means with the coefficient of PyTorch', () => {
    const [first, second] = resized([1, 2, 3, 4], { scale: [1, 2], mode: 'bicubic' });
    expect([first, second]).toEqual([0.89453125, 1.19140625]);
  });

  it.each<[SurfaceArguments, string]>([
    [{}, 'scale: resize needs a size or a scale, but neither is given'],
    [{ size: 3, scale: [2, 2] }, 'scale: resize needs a size or a scale, but both are given'],
    [{ scale: [2, 0] }, 'scale: scale of resize must be above 0, but 0 was given'],
    [
      { size: 3, mode: 'cubic' },
      'mode: mode of resize must be nearest, bilinear or bicubic, but is "cubic"',
    ],
    [
      { size: 3, mode: 'bilinear', rounding: 'ceil' },
      'mode: rounding is for the mode nearest, but the mode is bilinear',
    ],
    [{ size: 3, cubic: -0.5 }, 'mode: cubic is for the mode bicubic, but the mode is nearest'],
  ])('refuses %j', (args, message) => {
    expect(refusal(() => callSurface('resize', PICTURE, args))).toBe(message);
  });

  it.each<[TensorType, object, string]>([
    [
      f32(3, 4),
      {},
      'rank: resize needs a tensor of rank 4 (N, C, H, W), but got [3,4], which has rank 2',
    ],
    [PICTURE[0], { factors: [2] }, 'factors: factors of resize needs 4 entries, but has 1: [2]'],
    [PICTURE[0], { factors: [1, 8, 1, 1] }, 'scale: 1/8 of a height of 7 leaves nothing'],
    [
      PICTURE[0],
      { factors: [1, 1, 200_000_003, 200_000_001] },
      'scale: a width of 8 cannot be resized by the fraction 200000003/200000001: places would need more ' +
        'than 32 bits',
    ],
    [
      { element: 'i32', shape: [1, 1, 2, 2] },
      { mode: 'bilinear' },
      'mode: resize takes means of f32 alone, but its input is i32',
    ],
    [
      PICTURE[0],
      { coordinates: 'tf_crop_and_resize' },
      'coordinates: coordinates of resize must be half_pixel, pytorch_half_pixel, align_corners or ' +
        'asymmetric, but is "tf_crop_and_resize"',
    ],
    [
      PICTURE[0],
      { rounding: 'round' },
      'rounding: rounding of resize must be floor, ceil, round_prefer_floor or round_prefer_ceil, but is ' +
        '"round"',
    ],
    [PICTURE[0], { cubic: 1 }, 'cubic: cubic of resize must be from -1 to 0, but 1 was given'],
  ])('refuses %j with %j', (type, attributes, message) => {
    expect(refusal(() => inferTypes('resize', [type], { ...PLAIN, ...attributes }))).toBe(message);
  });
});

describe('squares of pixels', () => {
  // Channels 0 … 7 of one pixel become 2 channels of 2 × 2: y[c, i, j] = x[c·4 + i·2 + j].
  it.each<['pixel_shuffle' | 'pixel_unshuffle', number[], number[]]>([
    ['pixel_shuffle', [1, 8, 1, 1], [1, 2, 2, 2]],
    ['pixel_unshuffle', [1, 2, 2, 2], [1, 8, 1, 1]],
  ])('%s keeps the order of PyTorch', (op, from, to) => {
    const calculator = new Calculator();
    const y = calculator.op(op, [calculator.literal(from, [0, 1, 2, 3, 4, 5, 6, 7])], {
      factor: 2,
    });
    expect(y.type.shape).toEqual(to);
    expect(calculator.numbers(y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each<['pixel_shuffle' | 'pixel_unshuffle', number, string]>([
    ['pixel_shuffle', 2, 'factor: 3 channels cannot be laid out as squares of 2 × 2 pixels'],
    ['pixel_unshuffle', 2, 'factor: a picture of 7 × 8 cannot be cut into squares of 2 × 2 pixels'],
    [
      'pixel_unshuffle',
      0,
      'factor: factor of pixel_unshuffle must be a whole number of at least 1, but 0 was given',
    ],
  ])('%s refuses %d', (op, factor, message) => {
    expect(refusal(() => inferTypes(op, PICTURE, { factor }))).toBe(message);
  });
});
