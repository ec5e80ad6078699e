import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resize } from '../../cli/input/resize.js';
import { encodePicture } from '../../cli/output/png.js';
import { decoded, fixturePicture } from '../support/decoded.js';
import { projectRoot } from '../support/paths.js';
import { GREY, GREY_ALPHA, PALETTE, RGB, RGBA, pngChunk, pngFrom } from '../support/png.js';

// Every kind of picture is compared with Chromium in test/browser/pictures.test.ts.

describe('a JPEG, WebP or GIF picture', () => {
  it('has the pixels that Pillow finds', async () => {
    const text = await readFile(`${projectRoot}test/fixtures/pictures/pillow.json`, 'utf8');
    const digests = Object.entries(JSON.parse(text) as Record<string, string>);
    expect(digests.length).toBeGreaterThan(15);
    for (const [name, digest] of digests) {
      const { data, channels } = await decoded(name, fixturePicture(name));
      const actual = createHash('sha256').update(data).digest('hex');
      expect({ name, channels, digest: actual }).toEqual({ name, channels: 3, digest });
    }
  });

  it('may have any name', async () => {
    const jpeg = await decoded('420.png', fixturePicture('420.jpg'));
    expect(jpeg).toEqual(await decoded('420.jpg', fixturePicture('420.jpg')));
  });
});

describe('a PNG picture', () => {
  const rgbOf = async (...png: Parameters<typeof pngFrom>): Promise<number[]> => [
    ...(await decoded('p.png', pngFrom(...png))).data,
  ];

  it('may be grey with 1, 2, 4, 8 or 16 bits per sample', async () => {
    const grey = async (depth: number, width: number, ...samples: number[]): Promise<number[]> =>
      (await rgbOf({ width, height: samples.length / width, depth, colour: GREY }, samples)).filter(
        (_, index) => index % 3 === 0,
      );
    expect(await grey(1, 9, 1, 0, 1, 1, 0, 0, 0, 0, 1)).toEqual([
      255, 0, 255, 255, 0, 0, 0, 0, 255,
    ]);
    expect(await grey(2, 3, 0, 1, 2, 3, 0, 0)).toEqual([0, 85, 170, 255, 0, 0]);
    expect(await grey(4, 3, 0, 15, 1)).toEqual([0, 255, 17]);
    expect(await grey(8, 2, 7, 255)).toEqual([7, 255]);
    // The high byte counts, as in browsers: 0x7fff is 127, not 128.
    expect(await grey(16, 4, 0xff, 0x100, 0x7fff, 0xffff)).toEqual([0, 1, 127, 255]);
  });

  it('loses its alpha, and its colours where they are not seen', async () => {
    const rgb = { width: 1, height: 1, depth: 8, colour: RGB };
    expect(await decoded('p.png', pngFrom(rgb, [1, 2, 3]))).toEqual({
      width: 1,
      height: 1,
      channels: 3,
      data: Uint8Array.of(1, 2, 3),
      transparent: false,
    });
    const rgba = { width: 3, height: 1, depth: 8, colour: RGBA };
    const samples = [1, 2, 3, 255, 200, 100, 50, 128, 9, 9, 9, 0];
    expect(await decoded('p.png', pngFrom(rgba, samples))).toMatchObject({
      // 50 · 128 / 255 is 25.1, and 25 · 255 / 128 is 49.8.
      data: Uint8Array.of(1, 2, 3, 199, 100, 50, 0, 0, 0),
      transparent: true,
    });
    const greyAlpha = { width: 1, height: 1, depth: 8, colour: GREY_ALPHA };
    expect(await decoded('p.png', pngFrom(greyAlpha, [9, 255]))).toMatchObject({
      data: Uint8Array.of(9, 9, 9),
      transparent: false,
    });
  });

  it('may say that one colour is transparent, however small it is', async () => {
    const key = pngChunk('tRNS', Buffer.from([0, 1, 0, 2, 0, 3]));
    const rgb = { width: 2, height: 1, depth: 8, colour: RGB };
    expect(await decoded('p.png', pngFrom(rgb, [1, 2, 3, 4, 5, 6], [key]))).toMatchObject({
      data: Uint8Array.of(0, 0, 0, 4, 5, 6),
      transparent: true,
    });
  });

  it('may have a palette, packed and with transparency', async () => {
    const palette = pngChunk('PLTE', Buffer.from([10, 20, 30, 40, 50, 60, 70, 80, 90]));
    const [a, b, c] = [
      [10, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
    ];
    const form = { width: 5, height: 1, depth: 2, colour: PALETTE };
    expect(await rgbOf(form, [0, 1, 2, 0, 1], [palette])).toEqual([a, b, c, a, b].flat());
    const alpha = pngChunk('tRNS', Buffer.from([255, 0]));
    const through = pngFrom(form, [0, 1, 2, 0, 2], [palette, alpha]);
    expect(await decoded('p.png', through)).toMatchObject({
      data: Uint8Array.from([a, [0, 0, 0], c, a, c].flat()),
      transparent: true,
    });
  });
});

describe('resizing a picture', () => {
  const grey = (width: number, height: number, ...data: number[]) => ({
    width,
    height,
    channels: 1 as const,
    data: Uint8Array.from(data),
    transparent: false,
  });

  it('leaves a picture of the same size as it is', () => {
    const picture = grey(3, 2, 1, 2, 3, 4, 5, 6);
    expect(resize(picture, 3, 2)).toEqual(picture);
  });

  it('interpolates between pixel centres when it grows', () => {
    // Centres of the new pixels lie at −¼, ¼, ¾, 1¼ between the two old centres 0 and 1.
    expect([...resize(grey(2, 1, 0, 100), 4, 1).data]).toEqual([0, 25, 75, 100]);
  });

  it('averages every pixel when it shrinks', () => {
    // Triangle of radius 2 about 2 of 4 pixels: weights ¼, ¾, ¾, ¼ over their sum 2, then mirrored.
    expect([...resize(grey(4, 1, 80, 0, 0, 80), 2, 1).data]).toEqual([34, 34]);
    const constant = resize(grey(7, 5, ...new Array<number>(35).fill(77)), 3, 2);
    expect([...constant.data]).toEqual(new Array(6).fill(77));
  });

  it('keeps the channels apart', () => {
    const data = Uint8Array.from([0, 50, 200, 100, 50, 0]);
    const picture = { width: 2, height: 1, channels: 3 as const, data, transparent: false };
    expect([...resize(picture, 1, 1).data]).toEqual([50, 50, 100]);
  });
});

describe('a tensor saved as a picture', () => {
  it('maps 0 … 1 to black … white and says what it clamped', async () => {
    const values = Float32Array.from([0, 0.5, 1, 2, -1, NaN]);
    const { bytes, clamped } = encodePicture('y', [1, 1, 2, 3], values);
    const { width, height, data } = await decoded('y.png', bytes);
    expect({ width, height }).toEqual({ width: 3, height: 2 });
    const expected = [0, 128, 255, 255, 0, 0].flatMap((grey) => [grey, grey, grey]);
    expect([...data]).toEqual(expected);
    expect(clamped).toBe(3);
  });

  it('puts the planes of a tensor side by side as RGB', async () => {
    const { bytes } = encodePicture('y', [3, 1, 2], Float32Array.from([1, 0, 0, 1, 0, 0]));
    expect([...(await decoded('y.png', bytes)).data]).toEqual([255, 0, 0, 0, 255, 0]);
  });

  it('must have the shape of a picture', () => {
    expect(() => encodePicture('y', [1, 10], new Float32Array(10))).not.toThrow();
    expect(() => encodePicture('y', [10], new Float32Array(10))).toThrow('save/shape');
    expect(() => encodePicture('y', [2, 4, 4], new Float32Array(32))).toThrow('save/shape');
    expect(() => encodePicture('y', [2, 1, 4, 4], new Float32Array(32))).toThrow('save/shape');
  });
});
