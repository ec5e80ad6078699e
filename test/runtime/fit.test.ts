import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPicture, isFitted, placement } from '../../runtime/fit.js';
import type { FittedImage } from '../../runtime/manifest.js';
import type { Filter } from '../../runtime/resample.js';
import { projectRoot } from '../support/paths.js';

/** A case of `pictures/make.py`. */
interface Made {
  readonly from: readonly [number, number];
  readonly samples: number;
  readonly resize: Filter;
  readonly pixels: string;
}

function made<Case extends Made>(name: string): Case[] {
  const file = join(projectRoot, 'test/runtime/pictures', name);
  return JSON.parse(readFileSync(file, 'utf8')) as Case[];
}

/** The same bytes as in `pictures/make.py`. */
function noise(count: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const byte = state >>> 24;
    return byte < 64 ? 0 : byte < 128 ? 255 : state >>> 16;
  });
}

function image(width: number, height: number, more: Partial<FittedImage> = {}): FittedImage {
  const range = { scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
  return { width, height, channels: 'rgb', ...range, fit: 'stretch', resize: 'bilinear', ...more };
}

function fitted(
  { from: [width, height], samples }: Pick<Made, 'from' | 'samples'>,
  to: FittedImage,
): string {
  const pixels = noise(width * height * samples);
  return Buffer.from(fitPicture(pixels, samples, { width, height }, to)).toString('base64');
}

describe('the pixels of a scaled picture', () => {
  test.each(made<Made & { to: [number, number] }>('pillow.json'))(
    "are Pillow's: $samples samples, $from to $to, $resize",
    ({ to, pixels, ...picture }) => {
      expect(fitted(picture, image(...to, { resize: picture.resize }))).toBe(pixels);
    },
  );

  test.each(made<Made & { shortSide: number; side: number }>('torchvision.json'))(
    "are those of torchvision's Resize($shortSide) and CenterCrop($side): $from, $resize",
    ({ shortSide, side, pixels, ...picture }) => {
      const { resize } = picture;
      const to = image(side, side, { fit: 'cover', resize, shortSide });
      expect(fitted(picture, to)).toBe(pixels);
    },
  );

  test('do not depend on alpha', () => {
    const size = { width: 5, height: 4 };
    const colours = noise(60);
    const withAlpha = noise(80).map((byte, at) =>
      at % 4 === 3 ? byte : colours[(at >> 2) * 3 + (at % 4)],
    );
    for (const fit of ['stretch', 'cover', 'contain'] as const) {
      const to = image(3, 7, { fit, ...(fit === 'contain' && { fill: [1, 2, 3] }) });
      expect(fitPicture(withAlpha, 4, size, to)).toEqual(fitPicture(colours, 3, size, to));
    }
  });

  test('are made grey before they are scaled, where the image is grey', () => {
    const size = { width: 2, height: 1 };
    // 0.299 · 2 is 0.6, so 1 beside 0: ½, rounded up. Scaled first, 1 beside 1 would give 0.3: 0.
    const to = image(1, 1, { channels: 'grey' });
    expect([...fitPicture(Uint8Array.of(2, 0, 0, 0, 0, 0), 3, size, to)]).toEqual([1]);
    expect([...fitPicture(Uint8Array.of(2, 0, 0, 9, 0, 0, 0, 9), 4, size, to)]).toEqual([1]);
  });

  test('stay as they are when the size does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<Filter>('nearest', 'bilinear', 'bicubic'),
        fc.constantFrom('stretch', 'cover', 'contain'),
        (width, height, resize, fit) => {
          const pixels = noise(3 * width * height);
          const to = image(width, height, { resize, fit });
          expect([...fitPicture(pixels, 3, { width, height }, to)]).toEqual([...pixels]);
          expect(isFitted({ width, height }, to)).toBe(true);
        },
      ),
    );
  });

  test.each([
    { size: { width: 4, height: 5 }, to: image(4, 4, { fit: 'cover' }) },
    { size: { width: 5, height: 4 }, to: image(4, 4, { fit: 'contain' }) },
    { size: { width: 2, height: 2 }, to: image(4, 4, { fit: 'stretch' }) },
    { size: { width: 4, height: 4 }, to: image(4, 4, { fit: 'cover', shortSide: 5 }) },
  ])('are scaled or cut otherwise: $size', ({ size, to }) => {
    expect(isFitted(size, to)).toBe(false);
  });
});

/** Rows and columns as `shown of scaled at place`. */
function places(width: number, height: number, to: FittedImage): string {
  const { down, across } = placement({ width, height }, to);
  return [across, down]
    .map(({ start, end, to: scaled, place }) => `${start}-${end} of ${scaled} at ${place}`)
    .join(', ');
}

describe('where a picture comes to lie', () => {
  test.each([
    // Sides, image, what is shown of the scaled width at which column, the same of the height.
    ['stretch', 100, 50, image(8, 8), '0-8 of 8 at 0, 0-8 of 8 at 0'],
    ['wide', 100, 50, image(8, 8, { fit: 'cover' }), '4-12 of 16 at 0, 0-8 of 8 at 0'],
    ['high', 50, 100, image(8, 8, { fit: 'cover' }), '0-8 of 8 at 0, 4-12 of 16 at 0'],
    // 8 · 67 / 50 = 10.72.
    ['rounded down', 50, 67, image(8, 8, { fit: 'cover' }), '0-8 of 8 at 0, 1-9 of 10 at 0'],
    // 11.04, 9.12 and 13.12; half of 3 is rounded to 2, half of 1 to 0, and half of 5 to 2.
    ['three too many', 50, 69, image(8, 8, { fit: 'cover' }), '0-8 of 8 at 0, 2-10 of 11 at 0'],
    ['one too many', 57, 50, image(8, 8, { fit: 'cover' }), '0-8 of 9 at 0, 0-8 of 8 at 0'],
    ['five too many', 82, 50, image(8, 8, { fit: 'cover' }), '2-10 of 13 at 0, 0-8 of 8 at 0'],
    ['an oblong image', 100, 50, image(9, 6, { fit: 'cover' }), '2-11 of 12 at 0, 0-6 of 6 at 0'],
    [
      'a short side',
      400,
      300,
      image(224, 224, { fit: 'cover', shortSide: 256 }),
      '58-282 of 341 at 0, 16-240 of 256 at 0',
    ],
    [
      'a short side of an oblong image',
      400,
      300,
      image(9, 6, { fit: 'cover', shortSide: 12 }),
      '4-13 of 16 at 0, 3-9 of 12 at 0',
    ],
    ['contained', 100, 50, image(8, 8, { fit: 'contain' }), '0-8 of 8 at 0, 0-4 of 4 at 2'],
    ['contained, high', 50, 100, image(8, 8, { fit: 'contain' }), '0-4 of 4 at 2, 0-8 of 8 at 0'],
    // 8 · 3 / 5 = 4.8; of three rows to fill, one is above.
    ['contained, rounded', 5, 3, image(8, 8, { fit: 'contain' }), '0-8 of 8 at 0, 0-5 of 5 at 1'],
    ['a line', 1, 999, image(8, 8, { fit: 'contain' }), '0-1 of 1 at 3, 0-8 of 8 at 0'],
    [
      'a line, covering',
      1,
      999,
      image(8, 8, { fit: 'cover' }),
      '0-8 of 8 at 0, 3992-4000 of 7992 at 0',
    ],
  ])('%s', (_, width, height, to, expected) => {
    expect(places(width, height, to)).toBe(expected);
  });

  test('is inside of both', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const fit = fc.constantFrom('cover' as const, 'contain' as const);
    fc.assert(
      fc.property(side, side, side, side, fit, (width, height, imageWidth, imageHeight, how) => {
        const to = image(imageWidth, imageHeight, { fit: how });
        const { down, across } = placement({ width, height }, to);
        for (const [axis, shown] of [
          [down, imageHeight],
          [across, imageWidth],
        ] as const) {
          expect(axis.start).toBeGreaterThanOrEqual(0);
          expect(axis.end).toBeLessThanOrEqual(axis.to);
          expect(axis.end).toBeGreaterThan(axis.start);
          expect(axis.place + axis.end - axis.start).toBeLessThanOrEqual(shown);
          if (how === 'cover') expect(axis.end - axis.start).toBe(shown);
        }
      }),
    );
  });
});

describe('what a contained picture leaves', () => {
  const rows = (fill: number[], channels: FittedImage['channels'], samples: number): number[] =>
    Array.from(
      fitPicture(
        Uint8Array.from({ length: samples }, (_, at) => 50 + at),
        samples,
        { width: 1, height: 1 },
        image(2, 1, { fit: 'contain', fill, channels }),
      ),
    );

  test('is filled, in the order of the channels', () => {
    expect(rows([1, 2, 3], 'rgb', 3)).toEqual([50, 51, 52, 1, 2, 3]);
    expect(rows([1, 2, 3], 'bgr', 3)).toEqual([50, 51, 52, 3, 2, 1]);
    expect(rows([1, 2, 3], 'rgb', 1)).toEqual([50, 50, 50, 1, 2, 3]);
    expect(rows([7], 'grey', 1)).toEqual([50, 7]);
    expect(rows([7], 'grey', 4)).toEqual([51, 7]);
  });
});
