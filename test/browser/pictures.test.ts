import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { decoded, fixturePicture, fixturePictures } from '../support/decoded.js';
import { orientationExif, tiffWith, withExif } from '../support/exif.js';
import { describeBrowser } from '../support/browser.js';
import { GREY, PALETTE, PNG_KINDS, RGB, RGBA, pngChunk, pngFrom } from '../support/png.js';
import { randomNumbers } from '../support/random-tensor.js';

/** What a page gets by `getImageData`, or why it gets nothing. */
interface Shown {
  readonly width?: number;
  readonly height?: number;
  /** RGBA in base64. */
  readonly pixels?: string;
  readonly refused?: true;
}

/**
 * Shows files in a page, all in one go. A picture that `createImageBitmap` refuses is refused, although an
 * <img> may show a part of it.
 */
async function show(page: Page, files: readonly Uint8Array[]): Promise<Shown[]> {
  return page.evaluate(
    (texts) =>
      Promise.all(
        texts.map(async (text): Promise<Shown> => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const blob = new Blob([bytes]);
          try {
            await createImageBitmap(blob);
          } catch {
            return { refused: true };
          }
          const image = new Image();
          image.src = URL.createObjectURL(blob);
          await image.decode();
          const { naturalWidth: width, naturalHeight: height } = image;
          const context = new OffscreenCanvas(width, height).getContext('2d');
          context?.drawImage(image, 0, 0);
          const pixels = context?.getImageData(0, 0, width, height).data ?? [];
          return { width, height, pixels: btoa(String.fromCharCode(...pixels)) };
        }),
      ),
    files.map((file) => Buffer.from(file).toString('base64')),
  );
}

/** What the command line makes of the same file. */
async function decode(name: string, file: Uint8Array): Promise<Shown> {
  try {
    const { width, height, data } = await decoded(name, file);
    return { width, height, pixels: Buffer.from(data).toString('base64') };
  } catch (error) {
    expect(String(error)).toMatch(/picture\/|input\//);
    return { refused: true };
  }
}

function withoutAlpha({ pixels, ...shown }: Shown): Shown {
  if (pixels === undefined) return shown;
  const rgb = Buffer.from(pixels, 'base64').filter((_, index) => index % 4 < 3);
  return { ...shown, pixels: Buffer.from(rgb).toString('base64') };
}

describeBrowser('a picture is decoded as Chromium decodes it', (open) => {
  let page: Page;
  beforeAll(async () => {
    page = await open();
  });
  const compare = async (files: ReadonlyMap<string, Uint8Array>): Promise<void> => {
    const shown = await show(page, [...files.values()]);
    for (const [index, [name, file]] of [...files].entries()) {
      expect({ name, ...(await decode(name, file)) }).toEqual({
        name,
        ...withoutAlpha(shown[index]),
      });
    }
  };

  test('from JPEG, WebP and GIF of every kind', async () => {
    // Chromium has arithmetic coding where its system's libjpeg does; animated WebP is not decoded here.
    const same = fixturePictures.filter((name) => !/arithmetic|animated\.webp/.test(name));
    expect(same.length).toBeGreaterThan(25);
    await compare(new Map(same.map((name) => [name, fixturePicture(name)])));
  });

  test('the right way up', async () => {
    const files = new Map<string, Uint8Array>();
    const png = { width: 3, height: 2, depth: 8, colour: GREY };
    for (let value = 0; value <= 9; value++) {
      for (const little of [false, true]) {
        const tiff = orientationExif(value, little);
        const name = `${value}${little ? ' little' : ''}`;
        files.set(`${name}.jpg`, withExif(fixturePicture('420.jpg'), tiff));
        files.set(`${name}.png`, pngFrom(png, [10, 20, 30, 40, 50, 60], [pngChunk('eXIf', tiff)]));
      }
    }
    const jpeg = fixturePicture('422.jpg');
    files.set('first.jpg', withExif(withExif(jpeg, orientationExif(3)), orientationExif(6)));
    files.set('long.jpg', withExif(jpeg, tiffWith({ tag: 0x112, type: 4, value: 6 }, true)));
    files.set('short.jpg', withExif(jpeg, orientationExif(6).subarray(0, 20)));
    files.set('ends.jpg', withExif(jpeg, orientationExif(6).subarray(0, 22)));
    const camera = orientationExif(8).subarray(8);
    files.set(
      'sub.jpg',
      withExif(jpeg, tiffWith({ tag: 0x8769, type: 4, value: 26 }, false, camera)),
    );
    await compare(files);
  });

  test('from PNG of every colour, depth and order', async () => {
    const random = randomNumbers('pictures');
    const files = new Map<string, Uint8Array>();
    for (const { colour, samples, depths } of PNG_KINDS) {
      for (const depth of depths) {
        for (const [width, height] of [
          [1, 1],
          [5, 3],
          [17, 13],
        ]) {
          for (const interlaced of [false, true]) {
            const form = { width, height, depth, colour, interlaced };
            const name = `${width}×${height} ${colour}/${depth}${interlaced ? ' interlaced' : ''}`;
            const pixels = Array.from({ length: width * height * samples }, (_, index) =>
              // Much is opaque, much transparent.
              samples % 2 === 0 && index % samples === samples - 1 && random() < 0.6
                ? (random() < 0.5 ? 0 : 1) * (2 ** depth - 1)
                : Math.floor(random() * 2 ** depth),
            );
            const bytes = (count: number): Buffer =>
              Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
            const palette = colour === PALETTE ? [pngChunk('PLTE', bytes(3 * 2 ** depth))] : [];
            files.set(name, pngFrom(form, pixels, palette));
            if (colour === PALETTE) {
              const alpha = pngChunk('tRNS', bytes(Math.ceil(2 ** depth / 2)));
              files.set(`${name} seen through`, pngFrom(form, pixels, [...palette, alpha]));
            } else if (colour === GREY || colour === RGB) {
              const key = Buffer.alloc(samples * 2);
              for (let sample = 0; sample < samples; sample++)
                key.writeUInt16BE(pixels[sample], sample * 2);
              files.set(`${name} keyed`, pngFrom(form, pixels, [pngChunk('tRNS', key)]));
            }
          }
        }
      }
    }
    await compare(files);
  });

  test('from every colour at every alpha, and every sample of 16 bits', async () => {
    const form = { width: 256, height: 256, depth: 8, colour: RGBA };
    const alphas = Array.from({ length: 65536 }, (_, index) => {
      const [alpha, colour] = [index >> 8, index & 255];
      return [colour, 255 - colour, colour ^ 90, alpha];
    });
    const ramp = Array.from({ length: 65536 }, (_, index) => index);
    // One at a time: this is more than a call has arguments for.
    const strips = (rows: number): Map<string, Uint8Array> => {
      const files = new Map<string, Uint8Array>();
      for (let top = 0; top < 256; top += rows) {
        const part = alphas.slice(top * 256, (top + rows) * 256);
        files.set(`alpha ${top}`, pngFrom({ ...form, height: rows }, part.flat()));
        const grey = { ...form, height: rows, depth: 16, colour: GREY };
        files.set(`grey ${top}`, pngFrom(grey, ramp.slice(top * 256, (top + rows) * 256)));
      }
      return files;
    };
    await compare(strips(64));
  });

  describe('or refused', () => {
    test('where it is cut off', async () => {
      const files = new Map<string, Uint8Array>();
      const names = ['420.jpg', 'progressive-420.jpg', 'lossy.webp', 'lossless.webp', 'plain.gif'];
      const png = pngFrom(
        { width: 5, height: 5, depth: 8, colour: GREY },
        Array.from({ length: 25 }, (_, i) => i),
      );
      for (const [name, bytes] of [
        ...names.map((name) => [name, fixturePicture(name)] as const),
        ['grey.png', png] as const,
      ]) {
        for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
          files.set(`${part} of ${name}`, bytes.subarray(0, Math.floor(bytes.length * part)));
        }
      }
      const shown = await show(page, [...files.values()]);
      for (const [index, [name, file]] of [...files].entries()) {
        expect({ name, ...shown[index] }).toEqual({ name, refused: true });
        expect({ name, ...(await decode(name, file)) }).toEqual({ name, refused: true });
      }
    });
  });
});
