import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
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

describe('an image output saved as a picture', () => {
  const range = { mean: [0], standardDeviation: [1] };
  const colours = { scale: 1, mean: [0, 0, 0, 0], standardDeviation: [1, 1, 1, 1] };

  it('has pixels 0 … 255, and says how many of its values are others', async () => {
    const values = Float32Array.from([0, 0.5, 1, 2, -1, NaN]);
    const image = { channels: 'grey' as const, scale: 1 / 255, ...range };
    const { bytes, clamped } = encodePicture([1, 1, 2, 3], values, image);
    const { width, height, data } = await decoded('y.png', bytes);
    expect({ width, height }).toEqual({ width: 3, height: 2 });
    const expected = [0, 128, 255, 255, 0, 0].flatMap((grey) => [grey, grey, grey]);
    expect([...data]).toEqual(expected);
    expect(clamped).toBe(3);
  });

  it('is not clamped by what is rounded', () => {
    const image = { channels: 'grey' as const, scale: 1, ...range };
    const { clamped } = encodePicture([1, 1, 1, 4], Float32Array.of(-0.5, 255.5, -0.6, 256), image);
    expect(clamped).toBe(2);
  });

  it('has the planes of its tensor side by side', async () => {
    const planes = Float32Array.from([255, 1, 2, 254, 3, 4]);
    const rgb = encodePicture([1, 3, 1, 2], planes, { ...colours, channels: 'rgb' });
    expect([...(await decoded('y.png', rgb.bytes)).data]).toEqual([255, 2, 3, 1, 254, 4]);
    const bgr = encodePicture([1, 3, 1, 2], planes, { ...colours, channels: 'bgr' });
    expect([...(await decoded('y.png', bgr.bytes)).data]).toEqual([3, 2, 255, 4, 254, 1]);
  });

  it('may have opacity', async () => {
    const seen = encodePicture([1, 4, 1, 1], Float32Array.of(1, 2, 3, 255), {
      ...colours,
      channels: 'rgba',
    });
    const { data, transparent } = await decoded('y.png', seen.bytes);
    expect({ data: [...data], transparent }).toEqual({ data: [1, 2, 3], transparent: false });
    const unseen = encodePicture([1, 4, 1, 1], Float32Array.of(1, 2, 3, 0), {
      ...colours,
      channels: 'rgba',
    });
    expect(await decoded('y.png', unseen.bytes)).toMatchObject({ transparent: true });
  });
});
