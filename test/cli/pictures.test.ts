import { crc32, deflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { decodeJpeg } from '../../cli/input/jpeg.js';
import { decodePng } from '../../cli/input/png.js';
import { resize } from '../../cli/input/resize.js';
import { encodePicture } from '../../cli/output/png.js';

const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const GREY_ALPHA = 4;
const RGBA = 6;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG file by the specification: `rows` are the bytes of each row, unfiltered. */
function png(
  header: { width: number; depth: number; colour: number; interlace?: number },
  rows: readonly (readonly number[])[],
  chunks: readonly Buffer[] = [],
): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(rows.length, 4);
  ihdr.set([header.depth, header.colour, 0, 0, header.interlace ?? 0], 8);
  const pixels = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', ihdr),
    ...chunks,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function decoded(bytes: Buffer): { channels: number; data: number[]; transparent: boolean } {
  const { width, height, channels, data, transparent } = decodePng('p.png', bytes);
  expect(data).toHaveLength(width * height * channels);
  return { channels, data: [...data], transparent };
}

describe('a PNG picture', () => {
  it('may be grey with 1, 2, 4, 8 or 16 bits per sample', () => {
    const grey = (depth: number, width: number, ...rows: number[][]): number[] =>
      decoded(png({ width, depth, colour: GREY }, rows)).data;
    expect(grey(1, 9, [0b10110000, 0b10000000])).toEqual([255, 0, 255, 255, 0, 0, 0, 0, 255]);
    expect(grey(2, 3, [0b00011011], [0b11000000])).toEqual([0, 85, 170, 255, 0, 0]);
    expect(grey(4, 3, [0x0f, 0x10])).toEqual([0, 255, 17]);
    expect(grey(8, 2, [7, 255])).toEqual([7, 255]);
    // 0x0080 / 257 = 0.498…, 0x0081 / 257 = 0.502: rounded, not cut off.
    expect(grey(16, 4, [0, 0x80, 0, 0x81, 0xff, 0xff, 0x80, 0x80])).toEqual([0, 1, 255, 128]);
  });

  it('may be RGB, and loses its alpha with a note that it had one', () => {
    expect(decoded(png({ width: 1, depth: 8, colour: RGB }, [[1, 2, 3]]))).toEqual({
      channels: 3,
      data: [1, 2, 3],
      transparent: false,
    });
    expect(
      decoded(png({ width: 2, depth: 8, colour: RGBA }, [[1, 2, 3, 255, 4, 5, 6, 9]])),
    ).toEqual({ channels: 3, data: [1, 2, 3, 4, 5, 6], transparent: true });
    expect(decoded(png({ width: 1, depth: 8, colour: GREY_ALPHA }, [[9, 255]]))).toEqual({
      channels: 1,
      data: [9],
      transparent: false,
    });
  });

  it('may have a palette, packed and with transparency', () => {
    const palette = chunk('PLTE', Buffer.from([10, 20, 30, 40, 50, 60, 70, 80, 90]));
    const picture = png(
      { width: 5, depth: 2, colour: PALETTE },
      [[0b00011000, 0b01000000]],
      [palette],
    );
    const [a, b, c] = [
      [10, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
    ];
    expect(decoded(picture)).toEqual({
      channels: 3,
      data: [...a, ...b, ...c, ...a, ...b],
      transparent: false,
    });
    const clear = chunk('tRNS', Buffer.from([255, 128]));
    const see = png({ width: 1, depth: 8, colour: PALETTE }, [[2]], [palette, clear]);
    expect(decoded(see)).toEqual({ channels: 3, data: c, transparent: false });
    const through = png({ width: 1, depth: 8, colour: PALETTE }, [[1]], [palette, clear]);
    expect(decoded(through).transparent).toBe(true);
    const outside = png({ width: 1, depth: 8, colour: PALETTE }, [[3]], [palette]);
    expect(() => decoded(outside)).toThrow('p.png uses colour 3 of a palette of 3');
  });

  it('is refused when it is empty, damaged or of a kind that cannot be read', () => {
    const picture = png({ width: 2, depth: 8, colour: GREY }, [[1, 2]]);
    expect(() => decoded(Buffer.alloc(0))).toThrow('picture/empty: p.png is empty');
    expect(() => decoded(Buffer.from('hello, world'))).toThrow('picture/damaged');
    for (let length = 1; length < picture.length - 4; length++) {
      expect(() => decoded(picture.subarray(0, length))).toThrow('picture/damaged');
    }
    const altered = Buffer.from(picture);
    altered[altered.length - 18] ^= 1;
    expect(() => decoded(altered)).toThrow('picture/damaged');
    const interlaced = png({ width: 2, depth: 1, colour: GREY, interlace: 1 }, [[0]]);
    expect(() => decoded(interlaced)).toThrow('p.png is interlaced with 1 bits per sample');
    const nothing = png({ width: 0, depth: 8, colour: GREY }, [[]]);
    expect(() => decoded(nothing)).toThrow(/picture\/(empty|damaged)/);
  });
});

describe('a JPEG picture', () => {
  it('gives RGB', () => {
    const data = Buffer.from(Array.from({ length: 64 }, () => [200, 100, 50, 255]).flat());
    const file = jpeg.encode({ width: 8, height: 8, data }, 95).data;
    const picture = decodeJpeg('p.jpg', file);
    expect(picture).toMatchObject({ width: 8, height: 8, channels: 3 });
    expect(picture.data).toHaveLength(192);
    const [red, green, blue] = picture.data;
    for (const [sample, expected] of [
      [red, 200],
      [green, 100],
      [blue, 50],
    ]) {
      expect(Math.abs(sample - expected)).toBeLessThanOrEqual(4);
    }
  });

  it('is refused when it is damaged', () => {
    expect(() => decodeJpeg('p.jpg', new Uint8Array(0))).toThrow('picture/damaged');
    expect(() => decodeJpeg('p.jpg', Buffer.from('no picture'))).toThrow('picture/damaged');
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
  it('maps 0 … 1 to black … white and says what it clamped', () => {
    const values = Float32Array.from([0, 0.5, 1, 2, -1, NaN]);
    const { bytes, clamped } = encodePicture('y', [1, 1, 2, 3], values);
    expect(decodePng('y.png', bytes)).toMatchObject({ width: 3, height: 2, channels: 1 });
    expect([...decodePng('y.png', bytes).data]).toEqual([0, 128, 255, 255, 0, 0]);
    expect(clamped).toBe(3);
  });

  it('puts the planes of a tensor side by side as RGB', () => {
    const { bytes } = encodePicture('y', [3, 1, 2], Float32Array.from([1, 0, 0, 1, 0, 0]));
    expect([...decodePng('y.png', bytes).data]).toEqual([255, 0, 0, 0, 255, 0]);
  });

  it('must have the shape of a picture', () => {
    expect(() => encodePicture('y', [1, 10], new Float32Array(10))).not.toThrow();
    expect(() => encodePicture('y', [10], new Float32Array(10))).toThrow('save/shape');
    expect(() => encodePicture('y', [2, 4, 4], new Float32Array(32))).toThrow('save/shape');
    expect(() => encodePicture('y', [2, 1, 4, 4], new Float32Array(32))).toThrow('save/shape');
  });
});
