import { crc32, deflateSync } from 'node:zlib';

/** PNG files by the specification, https://www.w3.org/TR/png-3/, of any kind. */

export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
export const RGBA = 6;

/** Samples in a pixel, and how many bits each may have, by type of colour. */
export const PNG_KINDS: readonly { colour: number; samples: number; depths: readonly number[] }[] =
  [
    { colour: GREY, samples: 1, depths: [1, 2, 4, 8, 16] },
    { colour: RGB, samples: 3, depths: [8, 16] },
    { colour: PALETTE, samples: 1, depths: [1, 2, 4, 8] },
    { colour: GREY_ALPHA, samples: 2, depths: [8, 16] },
    { colour: RGBA, samples: 4, depths: [8, 16] },
  ];

export interface PngForm {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced?: boolean;
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A file of `filtered` rows, with `chunks` before the pixels. */
export function pngOf(
  { width, height, depth, colour, interlaced = false }: PngForm,
  filtered: Uint8Array,
  chunks: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(filtered)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Begin and step of the columns and rows of each of Adam7's passes. */
const ADAM7 = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
];

/** A file of samples, row by row, whose rows are filtered in each of the five ways in turn. */
export function pngFrom(
  form: PngForm,
  samples: ArrayLike<number>,
  chunks: readonly Buffer[] = [],
): Buffer {
  const { width, height, depth, interlaced = false } = form;
  const perPixel = samples.length / (width * height);
  const passes = interlaced ? ADAM7 : [[0, 1, 0, 1]];
  const filtered = passes.flatMap(([left, right, top, down]) => {
    const rows: number[][] = [];
    for (let y = top; y < height; y += down) {
      const row: number[] = [];
      for (let x = left; x < width; x += right) {
        for (let sample = 0; sample < perPixel; sample++) {
          row.push(samples[(y * width + x) * perPixel + sample]);
        }
      }
      if (row.length > 0) rows.push(packed(row, depth));
    }
    return filterRows(rows, Math.max(1, (depth * perPixel) / 8));
  });
  return pngOf(form, Uint8Array.from(filtered), chunks);
}

/** Samples as bytes: 16 bits in two, less than 8 several in one, the first in its highest bits. */
function packed(row: readonly number[], depth: number): number[] {
  if (depth === 16) return row.flatMap((sample) => [sample >> 8, sample & 255]);
  const perByte = 8 / depth;
  return Array.from({ length: Math.ceil(row.length / perByte) }, (_, index) =>
    Array.from({ length: perByte }, (__, part) => row[index * perByte + part] ?? 0).reduce(
      (byte, sample) => (byte << depth) | sample,
    ),
  );
}

function filterRows(rows: readonly number[][], step: number): number[] {
  return rows.flatMap((row, y) => {
    const kind = y % 5;
    const above = rows[y - 1] ?? row.map(() => 0);
    return [
      kind,
      ...row.map((byte, x) => {
        const left = row[x - step] ?? 0;
        const corner = x < step ? 0 : above[x - step];
        const guess = [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)];
        return (byte - guess[kind]) & 255;
      }),
    ];
  });
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [left, above, corner].map((byte) => Math.abs(estimate - byte));
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
