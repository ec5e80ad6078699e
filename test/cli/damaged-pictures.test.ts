import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decoded, fixturePicture } from '../support/decoded.js';
import { GREY, PALETTE, RGB, pngChunk, pngFrom, pngOf } from '../support/png.js';

const PNG_START = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const GREY_4 = { width: 2, height: 2, depth: 8, colour: GREY };
const png = pngFrom(GREY_4, [1, 2, 3, 4]);
const palette = pngChunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6]));
const paletteForm = { width: 2, height: 1, depth: 8, colour: PALETTE };

/** The file with the bytes at a place replaced. */
function altered(file: Uint8Array, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
}

function header(...bytes: number[]): Buffer {
  const size = [0, 0, 0, 2, 0, 0, 0, 2];
  return Buffer.concat([
    PNG_START,
    pngChunk('IHDR', Buffer.from([...size, ...bytes])),
    pngChunk('IDAT', deflateSync(Buffer.from([0, 1, 2, 0, 3, 4]))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const jpeg = fixturePicture('420.jpg');
/** Where a marker stands in the JPEG. */
const place = (code: number): number => jpeg.indexOf(Buffer.from([0xff, code]));
const gif = fixturePicture('plain.gif');
const webp = fixturePicture('lossless.webp');
const extended = fixturePicture('lossy-alpha.webp');

const bomb = deflateSync(Buffer.alloc(2e6));

/** What is wrong, the file, and all of the message behind the code and the name. */
const CASES: Record<string, readonly (readonly [what: string, file: Uint8Array, says: string])[]> =
  {
    png: [
      ['cut off', png.subarray(0, 50), 'is a damaged PNG picture: it is cut off after 50 bytes'],
      [
        'without its end',
        png.subarray(0, -12),
        `is a damaged PNG picture: it is cut off after ${png.length - 12} bytes`,
      ],
      [
        'sent as text',
        Buffer.concat([Buffer.from('\x89PNG\n\x1a\n', 'latin1'), png.subarray(8)]),
        'is a damaged PNG picture: its first bytes are changed, as when it is transferred as text',
      ],
      [
        'altered',
        altered(png, 45, 7),
        'is a damaged PNG picture: the checksum of IDAT at byte 33 is wrong',
      ],
      [
        'altered in its header',
        altered(png, 19, 7),
        'is a damaged PNG picture: the checksum of IHDR at byte 8 is wrong',
      ],
      [
        'shifted',
        Buffer.concat([png.subarray(0, 33), Buffer.from([0]), png.subarray(33)]),
        'is a damaged PNG picture: no chunk begins at byte 33, where one should',
      ],
      [
        'without a header',
        Buffer.concat([PNG_START, png.subarray(33)]),
        'is a damaged PNG picture: it begins with IDAT instead of IHDR',
      ],
      [
        'with two headers',
        Buffer.concat([png.subarray(0, 33), png.subarray(8)]),
        'is a damaged PNG picture: it has a second header at byte 33',
      ],
      [
        'of no known colour',
        header(8, 5, 0, 0, 0),
        'is a damaged PNG picture: there is no type of colour 5',
      ],
      [
        'of no known depth',
        header(4, 2, 0, 0, 0),
        'is a damaged PNG picture: RGB does not have 4 bits per sample',
      ],
      [
        'of no known compression',
        header(8, 0, 1, 0, 0),
        'is a damaged PNG picture: there is no method of compression 1',
      ],
      [
        'of no known filter',
        header(8, 0, 0, 1, 0),
        'is a damaged PNG picture: there is no method of filtering 1',
      ],
      [
        'of no known order',
        header(8, 0, 0, 0, 2),
        'is a damaged PNG picture: there is no method of interlacing 2',
      ],
      [
        'with a short header',
        header(8, 0, 0, 0),
        'is a damaged PNG picture: its header has 12 bytes instead of 13',
      ],
      [
        'without pixels',
        Buffer.concat([png.subarray(0, 33), png.subarray(-12)]),
        'is a damaged PNG picture: it ends without any pixels',
      ],
      [
        'with too few pixels',
        pngOf(GREY_4, Buffer.from([0, 1, 2, 0, 3])),
        'is a damaged PNG picture: it has fewer pixels than its size says',
      ],
      [
        'with too many pixels',
        pngOf(GREY_4, Buffer.from([0, 1, 2, 0, 3, 4, 5])),
        'is a damaged PNG picture: it has more pixels than its size says',
      ],
      [
        'with a filter of its own',
        pngOf(GREY_4, Buffer.from([9, 1, 2, 0, 3, 4])),
        'is a damaged PNG picture: a row of its pixels is filtered in a way that is not known',
      ],
      [
        'that ends while it is decompressed',
        Buffer.concat([
          png.subarray(0, 33),
          pngChunk('IDAT', png.subarray(41, 50)),
          png.subarray(-12),
        ]),
        'is a damaged PNG picture: its pixels end too early',
      ],
      [
        'compressed wrongly',
        Buffer.concat([
          png.subarray(0, 33),
          pngChunk('IDAT', Buffer.from('hello')),
          png.subarray(-12),
        ]),
        'is a damaged PNG picture: its pixels cannot be decompressed',
      ],
      [
        'with pixels in two places',
        Buffer.concat([
          png.subarray(0, 33),
          pngChunk('IDAT', png.subarray(41, 45)),
          pngChunk('tEXt', Buffer.from('a\0b')),
          pngChunk('IDAT', png.subarray(45, -16)),
          png.subarray(-12),
        ]),
        'is a damaged PNG picture: at byte 64 its pixels go on elsewhere',
      ],
      [
        'without a palette',
        pngFrom(paletteForm, [0, 1]),
        'is a damaged PNG picture: it has no palette',
      ],
      [
        'with a palette cut short',
        pngFrom(paletteForm, [0, 1], [pngChunk('PLTE', Buffer.from([1, 2]))]),
        'is a damaged PNG picture: its palette has 2 bytes, which are no whole colours',
      ],
      [
        'that goes beyond its palette',
        pngFrom(paletteForm, [0, 2], [palette]),
        'is a damaged PNG picture: it uses colour 2 of a palette of 2',
      ],
      [
        'with more alpha than palette',
        pngFrom(paletteForm, [0, 1], [palette, pngChunk('tRNS', Buffer.from([1, 2, 3]))]),
        'is a damaged PNG picture: it has 3 values of alpha for 2 colours',
      ],
      [
        'with alpha before its palette',
        pngFrom(paletteForm, [0, 1], [pngChunk('tRNS', Buffer.from([1])), palette]),
        'is a damaged PNG picture: its transparency comes before its palette',
      ],
      [
        'with half a transparent colour',
        pngFrom(
          { ...GREY_4, colour: RGB, width: 1, height: 1 },
          [1, 2, 3],
          [pngChunk('tRNS', Buffer.from([0, 1]))],
        ),
        'is a damaged PNG picture: its transparent colour is incomplete',
      ],
      [
        'of an extension',
        Buffer.concat([PNG_START, pngChunk('CgBI', Buffer.alloc(4)), png.subarray(8)]),
        'needs an extension of PNG, CgBI',
      ],
      [
        'animated without a still',
        pngFrom(GREY_4, [1, 2, 3, 4], [pngChunk('acTL', Buffer.alloc(8))]),
        'is an animation without a still picture',
      ],
      [
        'of no pixels',
        pngOf({ ...GREY_4, width: 0 }, Buffer.from([0])),
        'says that it has 0 × 2 pixels',
      ],
      [
        'of too many pixels',
        pngOf({ ...GREY_4, width: 2 ** 31 - 1, height: 2 ** 31 - 1 }, Buffer.from([0])),
        'says that it has 2147483647 × 2147483647 pixels, but no more than 268 million are decoded',
      ],
      [
        'a bomb',
        Buffer.concat([png.subarray(0, 33), pngChunk('IDAT', bomb), png.subarray(-12)]),
        'is a damaged PNG picture: it has more pixels than its size says',
      ],
    ],
    jpg: [
      [
        'cut off early',
        jpeg.subarray(0, 5),
        'is a damaged JPEG picture: the segment APP0 at byte 2 is cut off, or has no length',
      ],
      [
        'cut off at its tables',
        jpeg.subarray(0, place(0xc4)),
        `is a damaged JPEG picture: it is cut off after ${place(0xc4)} bytes, before the data of its pixels`,
      ],
      [
        'cut off in its pixels',
        jpeg.subarray(0, -20),
        `is a damaged JPEG picture: it is cut off after ${jpeg.length - 20} bytes, in the data of its pixels`,
      ],
      [
        'without its end',
        jpeg.subarray(0, -2),
        `is a damaged JPEG picture: it is cut off after ${jpeg.length - 2} bytes, in the data of its pixels`,
      ],
      [
        'without a length',
        altered(jpeg, place(0xdb) + 2, 0, 1),
        `is a damaged JPEG picture: the segment DQT at byte ${place(0xdb)} is cut off, or has no length`,
      ],
      [
        'with pixels missing',
        Buffer.concat([jpeg.subarray(0, -60), Buffer.from([0xff, 0xd9])]),
        'is a damaged JPEG picture: the data of its pixels ends too early',
      ],
      [
        'without pixels',
        Buffer.concat([jpeg.subarray(0, place(0xda)), Buffer.from([0xff, 0xd9])]),
        'is a damaged JPEG picture: it ends without the data of its pixels',
      ],
      [
        'without a size',
        Buffer.concat([jpeg.subarray(0, place(0xc0)), Buffer.from([0xff, 0xd9])]),
        'is a damaged JPEG picture: it ends without a size',
      ],
      [
        'with pixels before its size',
        Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(place(0xda))]),
        'is a damaged JPEG picture: the data of its pixels comes before its size',
      ],
      [
        'with two sizes',
        Buffer.concat([
          jpeg.subarray(0, place(0xc0)),
          jpeg.subarray(place(0xc0), place(0xc4)),
          jpeg.subarray(place(0xc0)),
        ]),
        `is a damaged JPEG picture: it has a second size at byte ${place(0xc4)}`,
      ],
      [
        'with another in it',
        Buffer.concat([jpeg.subarray(0, place(0xc0)), jpeg]),
        `is a damaged JPEG picture: a second picture begins at byte ${place(0xc0)}`,
      ],
      [
        'with a size cut short',
        altered(jpeg, place(0xc0) + 9, 2),
        'is a damaged JPEG picture: its size is given in a segment of a wrong length',
      ],
      [
        'without tables',
        Buffer.concat([jpeg.subarray(0, place(0xdb)), jpeg.subarray(place(0xc0))]),
        'is a damaged JPEG picture: a table that its pixels are decoded with is missing',
      ],
      [
        'with tables of nonsense',
        altered(jpeg, place(0xc4) + 5, 255),
        'is a damaged JPEG picture: a segment holds values that no JPEG has',
      ],
      ['of no pixels', altered(jpeg, place(0xc0) + 5, 0, 0), 'says that it has 17 × 0 pixels'],
      [
        'of too many pixels',
        altered(jpeg, place(0xc0) + 5, 255, 255, 255, 255),
        'says that it has 65535 × 65535 pixels, but no more than 268 million are decoded',
      ],
      ['of more bits', altered(jpeg, place(0xc0) + 4, 12), 'has 12 bits per sample'],
      [
        'of arithmetic',
        fixturePicture('arithmetic.jpg'),
        "uses arithmetic coding, which browsers don't read",
      ],
      [
        'without loss',
        altered(jpeg, place(0xc0) + 1, 0xc3),
        "is compressed without loss, which browsers don't read",
      ],
      [
        'of endless scans',
        Buffer.concat([
          jpeg.subarray(0, -2),
          ...Array.from({ length: 100 }, () => jpeg.subarray(place(0xda), -2)),
          jpeg.subarray(-2),
        ]),
        'has more than 100 scans',
      ],
    ],
    gif: [
      [
        'cut off in its header',
        gif.subarray(0, 11),
        'is a damaged GIF picture: it is cut off after 11 bytes',
      ],
      [
        'cut off in its palette',
        gif.subarray(0, 30),
        'is a damaged GIF picture: it is cut off after 30 bytes',
      ],
      [
        'cut off in its pixels',
        gif.subarray(0, 900),
        'is a damaged GIF picture: it is cut off after 900 bytes',
      ],
      [
        'without pixels',
        Buffer.concat([gif.subarray(0, 13 + 768), Buffer.from(';')]),
        'is a damaged GIF picture: it ends without a picture',
      ],
      [
        'with something else',
        altered(gif, 13 + 768, 0x78),
        `is a damaged GIF picture: no block begins at byte ${13 + 768}, where one should`,
      ],
      [
        'without a palette',
        Buffer.concat([altered(gif, 10, 0).subarray(0, 13), gif.subarray(13 + 768)]),
        'is a damaged GIF picture: it has no palette',
      ],
      [
        'of strange codes',
        altered(gif, 13 + 768 + 10, 12),
        `is a damaged GIF picture: its pixels are said to have 12 bits, at byte ${13 + 768 + 10}`,
      ],
      [
        'of too many pixels',
        altered(gif, 13 + 768 + 5, 255, 255, 255, 255),
        'says that it has 65535 × 65535 pixels, but no more than 12 million are decoded',
      ],
    ],
    webp: [
      [
        'cut off',
        webp.subarray(0, 300),
        `is a damaged WebP picture: it is cut off after 300 of ${webp.length} bytes`,
      ],
      [
        'with a chunk cut off',
        altered(webp, 16, 255, 255),
        'is a damaged WebP picture: the chunk VP8L at byte 12 is cut off',
      ],
      [
        'without pixels',
        altered(webp, 12, ...Buffer.from('JUNK')),
        'is a damaged WebP picture: it ends without any pixels',
      ],
      [
        'with other pixels',
        altered(webp, 21, 255, 255, 255, 255),
        'is a damaged WebP picture: the data of its pixels is damaged',
      ],
      [
        'of too many pixels',
        altered(extended, 24, 255, 255, 255, 255, 255, 255),
        'says that it has 16777216 × 16777216 pixels, but no more than 268 million are decoded',
      ],
      ['animated', fixturePicture('animated.webp'), 'is an animated WebP'],
    ],
  };

describe.each(Object.keys(CASES))('a damaged %s', (extension) => {
  it.each(CASES[extension])('is refused in words of our own: %s', async (_, file, says) => {
    const name = `cat.${extension}`;
    await expect(decoded(name, file)).rejects.toThrow(
      new RegExp(`^picture/\\w+: ${escaped(`${name} ${says}`)}$`),
    );
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('a picture with a harmless fault', () => {
  it('is decoded, as in browsers', async () => {
    const whole = await decoded('cat.jpg', jpeg);
    const extra = Buffer.concat([jpeg.subarray(0, -2), Buffer.from([1, 2, 3]), jpeg.subarray(-2)]);
    expect(await decoded('cat.jpg', extra)).toEqual(whole);
    expect(await decoded('cat.jpg', Buffer.concat([jpeg, Buffer.from('more')]))).toEqual(whole);

    const comment = altered(pngChunk('tEXt', Buffer.from('a\0b')), -1, 0);
    const commented = pngFrom(GREY_4, [1, 2, 3, 4], [comment]);
    expect(await decoded('cat.png', commented)).toEqual(await decoded('cat.png', png));
    const junk = pngChunk('IDAT', Buffer.concat([png.subarray(41, -16), Buffer.from('junk')]));
    const longer = Buffer.concat([png.subarray(0, 33), junk, png.subarray(-12)]);
    expect(await decoded('cat.png', longer)).toEqual(await decoded('cat.png', png));

    const still = await decoded('cat.gif', gif);
    expect(await decoded('cat.gif', gif.subarray(0, -1))).toEqual(still);
  });
});
