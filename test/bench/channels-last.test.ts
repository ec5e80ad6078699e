import { describe, expect, it } from 'vitest';
import {
  channelsLastAxes,
  channelsLastShape,
  logicalAxes,
  permute,
} from '../../bench/tfjs/channels-last.js';

describe('channels last', () => {
  it('moves the channels of a picture behind its pixels', () => {
    // Two channels of 1×3 pixels: 1 2 3 and 10 20 30.
    const picture = Float32Array.of(1, 2, 3, 10, 20, 30);
    const moved = permute(picture, [1, 2, 1, 3], channelsLastAxes(4));
    expect([...moved]).toEqual([1, 10, 2, 20, 3, 30]);
  });

  it('is undone by the logical order', () => {
    const shape = [2, 3, 4, 5];
    const data = Float32Array.from({ length: 120 }, (_, index) => index);
    const moved = permute(data, shape, channelsLastAxes(4));
    expect(permute(moved, channelsLastShape(shape), logicalAxes(4))).toEqual(data);
  });

  it('leaves any other rank alone', () => {
    expect(channelsLastShape([7, 8, 9])).toEqual([7, 8, 9]);
  });
});
