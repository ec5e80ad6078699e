import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import type { SurfaceArguments } from '../support/surface.js';
import { callSurface } from '../support/surface.js';

const PICTURE = [f32(2, 3, 7, 8)];

describe('upsample_nearest', () => {
  it.each<[SurfaceArguments, number[], number[]]>([
    [{}, [2, 2], [14, 16]],
    [{ scale: 3 }, [3, 3], [21, 24]],
    [{ scale: [1, 4] }, [1, 4], [7, 32]],
  ])('%j', (args, scales, [height, width]) => {
    const { attributes, weights } = callSurface('upsample_nearest', PICTURE, args);
    expect(attributes).toEqual({ scales });
    expect(weights).toEqual([]);
    expect(inferTypes('upsample_nearest', PICTURE, attributes)).toEqual([f32(2, 3, height, width)]);
  });

  it('refuses factors that are not whole', () => {
    expect(refusal(() => callSurface('upsample_nearest', PICTURE, { scale: [2, 0] }))).toBe(
      'scale: scale of upsample_nearest must be whole numbers of at least 1, but [2,0] was given',
    );
    expect(refusal(() => inferTypes('upsample_nearest', PICTURE, { scales: [2] }))).toBe(
      'scale: scale of upsample_nearest needs 2 entries, but has 1: [2]',
    );
  });

  it('refuses what is not a picture', () => {
    expect(refusal(() => inferTypes('upsample_nearest', [f32(3, 4)], { scales: [2, 2] }))).toBe(
      'rank: upsample_nearest needs a tensor of rank 4 (N, C, H, W), but got [3,4], which has rank 2',
    );
  });
});
