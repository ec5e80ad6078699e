import { describe, expect, test } from 'vitest';
import type { ImageRecord } from '../../runtime/manifest.js';
import { fillInput } from '../../runtime/pixels.js';

const rgb: ImageRecord = {
  width: 2,
  height: 1,
  channels: 'rgb',
  scale: 0.5,
  mean: [1, 2, 3],
  standardDeviation: [2, 4, 8],
};
const grey: ImageRecord = { ...rgb, channels: 'grey', mean: [1], standardDeviation: [2] };

function tensorOf(pixels: readonly number[], samples: number, image: ImageRecord): number[] {
  const planes = image.channels === 'grey' ? 1 : 3;
  const { width, height } = image;
  const shape = [pixels.length / samples / (width * height), planes, height, width];
  const tensor = new Float32Array((pixels.length / samples) * planes);
  fillInput({ name: 'x', shape, image }, Uint8Array.from(pixels), tensor);
  return Array.from(tensor);
}

describe('RGB network', () => {
  // Worked by hand: (10 * 0.5 - 1) / 2 = 2, (20 * 0.5 - 2) / 4 = 2, (30 * 0.5 - 3) / 8 = 1.5.
  test('separates the channels of RGB pixels', () => {
    expect(tensorOf([10, 20, 30, 50, 60, 70], 3, rgb)).toEqual([2, 12, 2, 7, 1.5, 4]);
  });
  test('ignores alpha', () => {
    expect(tensorOf([10, 20, 30, 0, 50, 60, 70, 255], 4, rgb)).toEqual([2, 12, 2, 7, 1.5, 4]);
  });
  test('takes a grey pixel for all three channels', () => {
    expect(tensorOf([10, 50], 1, rgb)).toEqual([2, 12, 0.75, 5.75, 0.25, 2.75]);
  });
  test('reverses the order for BGR, where mean and deviation are those of B, G, R', () => {
    const bgr: ImageRecord = { ...rgb, channels: 'bgr' };
    // (30 * 0.5 - 1) / 2 = 7, (20 * 0.5 - 2) / 4 = 2, (10 * 0.5 - 3) / 8 = 0.25.
    expect(tensorOf([10, 20, 30, 10, 20, 30], 3, bgr)).toEqual([7, 7, 2, 2, 0.25, 0.25]);
  });
  test('takes several pictures one after another', () => {
    expect(tensorOf([10, 20, 30, 50, 60, 70, 50, 60, 70, 10, 20, 30], 3, rgb)).toEqual([
      2, 12, 2, 7, 1.5, 4, 12, 2, 7, 2, 4, 1.5,
    ]);
  });
});

describe('grey network', () => {
  test('keeps grey pixels', () => {
    expect(tensorOf([10, 255], 1, grey)).toEqual([2, 63.25]);
  });
  test('takes the luma of colours rounded to a whole number', () => {
    // 0.299 R + 0.587 G + 0.114 B: red 76.2, green 149.7, blue 29.1, orange (255, 165, 0) 173.1.
    const plain: ImageRecord = { ...grey, scale: 1, mean: [0], standardDeviation: [1] };
    expect(tensorOf([255, 0, 0, 0, 255, 0], 3, plain)).toEqual([76, 150]);
    expect(tensorOf([0, 0, 255, 9, 255, 165, 0, 9], 4, plain)).toEqual([29, 173]);
  });
  test('keeps every grey level of an RGBA canvas', () => {
    const plain: ImageRecord = { ...grey, width: 256, scale: 1, mean: [0], standardDeviation: [1] };
    const levels = Array.from({ length: 256 }, (_, level) => level);
    expect(
      tensorOf(
        levels.flatMap((v) => [v, v, v, 255]),
        4,
        plain,
      ),
    ).toEqual(levels);
  });
});
