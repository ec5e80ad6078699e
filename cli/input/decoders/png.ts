import { inflateSync } from 'node:zlib';
import type { PngHeader } from '../../png-file.js';
import { PNG_COLOURS, writePng } from '../../png-file.js';
import type { Picture } from '../picture.js';
import { canvasColours } from './canvas-colours.js';
import { profileName } from './colour-profile.js';
import { failDamaged, requireSize } from './failures.js';
import { turned } from './orientation.js';
import type { PngFile } from './png-chunks.js';
import { readPngChunks } from './png-chunks.js';

/** Decodes any PNG to RGB: grey, colours or palette, with or without alpha, 1 to 16 bits per sample. */
export async function decodePng(file: string, bytes: Uint8Array): Promise<Picture> {
  const png = readPngChunks(file, bytes);
  requireSize(file, png);
  const rgba = await decodeRgba(file, { ...png, data: checkPixels(file, png) });
  const name = png.colours ?? (png.profile && profileName(png.profile));
  const { width, height } = png;
  const picture = { width, height, channels: 3, ...canvasColours(rgba, 'rounded') } as const;
  return turned({ ...picture, ...(name !== undefined && { profile: name }) }, png.orientation);
}

/**
 * Decompresses the pixels once for their number: lodepng would go on for as long as there are any. Gives
 * the compressed data without what follows it.
 */
function checkPixels(file: string, { data, ...header }: PngFile): Uint8Array {
  const expected = filteredBytes(header);
  const { buffer, engine } = inflate(file, data, expected);
  if (buffer.length < expected) {
    failDamaged(file, 'PNG', 'it has fewer pixels than its size says');
  }
  return data.subarray(0, engine.bytesWritten);
}

/** What `inflateSync` gives with `info`, which its type does not know. */
interface Inflated {
  readonly buffer: Uint8Array;
  /** How many bytes of the input were used. */
  readonly engine: { readonly bytesWritten: number };
}

function inflate(file: string, data: Uint8Array, most: number): Inflated {
  try {
    return inflateSync(data, { maxOutputLength: most, info: true }) as unknown as Inflated;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return failDamaged(file, 'PNG', 'it has more pixels than its size says');
    }
    const what = code === 'Z_BUF_ERROR' ? 'end too early' : 'cannot be decompressed';
    return failDamaged(file, 'PNG', `its pixels ${what}`);
  }
}

/** First column and row of each of Adam7's passes, and the steps from one to the next. */
const PASSES: readonly (readonly [x: number, y: number, stepX: number, stepY: number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** How many bytes pixels have before they are compressed: in each row one that says how it is filtered. */
function filteredBytes({ width, height, depth, colour, interlaced }: PngHeader): number {
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  return passes.reduce((sum, [x, y, stepX, stepY]) => {
    const columns = Math.ceil((width - x) / stepX);
    const rows = Math.ceil((height - y) / stepY);
    if (columns < 1 || rows < 1) return sum;
    return sum + rows * (1 + Math.ceil((columns * depth * PNG_COLOURS[colour].samples) / 8));
  }, 0);
}

async function decodeRgba(file: string, png: PngFile): Promise<Uint8ClampedArray> {
  const { decode } = await import('@cwasm/lodepng');
  // Of a palette the indices are decoded, as grey, so that none is taken that has no colour.
  const { palette } = png;
  const header = palette === undefined ? png : ({ ...png, colour: 0 } as const);
  const transparency = palette === undefined ? png.transparency : undefined;
  const plain = writePng(header, png.data, transparency);
  let rgba: Uint8ClampedArray;
  try {
    rgba = decode(plain).data;
  } catch {
    // All but the kind of filter has been looked at.
    return failDamaged(file, 'PNG', 'a row of its pixels is filtered in a way that is not known');
  }
  if (palette !== undefined) colourIn(file, rgba, png.depth, palette, png.transparency);
  return rgba;
}

/** Replaces grey pixels, which are indices times 255 / (2^depth − 1), by their colours. */
function colourIn(
  file: string,
  rgba: Uint8ClampedArray,
  depth: number,
  palette: Uint8Array,
  alpha: Uint8Array | undefined,
): void {
  const colours = palette.length / 3;
  const step = 255 / (2 ** depth - 1);
  for (let at = 0; at < rgba.length; at += 4) {
    const index = rgba[at] / step;
    if (index >= colours) {
      failDamaged(file, 'PNG', `it uses colour ${index} of a palette of ${colours}`);
    }
    rgba.set(palette.subarray(index * 3, index * 3 + 3), at);
    rgba[at + 3] = alpha?.[index] ?? 255;
  }
}
