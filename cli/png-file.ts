/**
 * What a PNG file consists of, for those who read one and those who write one.
 *
 * Format: https://www.w3.org/TR/png-3/
 */
import { crc32 } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Types of colour, with how many samples a pixel has, and of how many bits each may be. */
export const PNG_COLOURS = {
  0: { name: 'grey', samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { name: 'RGB', samples: 3, depths: [8, 16] },
  3: { name: 'palette', samples: 1, depths: [1, 2, 4, 8] },
  4: { name: 'grey and alpha', samples: 2, depths: [8, 16] },
  6: { name: 'RGB and alpha', samples: 4, depths: [8, 16] },
} as const;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly colour: keyof typeof PNG_COLOURS;
  readonly interlaced: boolean;
}

/**
 * The bytes of a file without a palette. `pixels` are rows, each behind the kind of its filter, compressed
 * by zlib; `transparent` is the contents of a tRNS chunk.
 */
export function writePng(
  { width, height, depth, colour, interlaced }: PngHeader,
  pixels: Uint8Array,
  transparent?: Uint8Array,
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    ...chunk('IHDR', header),
    ...(transparent === undefined ? [] : chunk('tRNS', transparent)),
    ...chunk('IDAT', pixels),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const start = Buffer.from(`\0\0\0\0${type}`, 'latin1');
  start.writeUInt32BE(data.length, 0);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(crc32(data, crc32(start.subarray(4))), 0);
  return [start, data, end];
}
