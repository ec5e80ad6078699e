import type { Picture } from '../picture.js';
import { canvasColours } from './canvas-colours.js';
import { failDamaged, requireSize } from './failures.js';

/** What the decoder has memory for. */
const MOST_PIXELS = 12 * 2 ** 20;

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/**
 * Decodes the first picture of a GIF to RGB, as a browser shows it before anything moves.
 *
 * Format: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export async function decodeGif(file: string, bytes: Uint8Array): Promise<Picture> {
  const first = firstFrame(file, bytes);
  const { decode } = await import('@cwasm/nsgif');
  try {
    const { width, height, data } = decode(first);
    return { width, height, channels: 3, ...canvasColours(data, 'rounded') };
  } catch {
    return failDamaged(file, 'GIF', 'the data of its pixels is damaged');
  }
}

/** The file as if it had one picture; the others may be cut off. */
function firstFrame(file: string, bytes: Uint8Array): Uint8Array {
  const damaged = (what: string): never => failDamaged(file, 'GIF', what);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cutOff = `it is cut off after ${bytes.length} bytes`;
  if (bytes.length < 13) return damaged(cutOff);
  const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let hasPalette = bytes[10] >= 0x80;
  let at = 13 + paletteBytes(bytes[10]);

  /** Passes over blocks, each with its length in front, up to the empty one. */
  const skipBlocks = (): void => {
    while (bytes[at] > 0) at += 1 + bytes[at];
    if (at >= bytes.length) damaged(cutOff);
    at++;
  };
  for (;;) {
    if (at >= bytes.length) return damaged(cutOff);
    const kind = bytes[at];
    if (kind === TRAILER) return damaged('it ends without a picture');
    if (kind === EXTENSION) {
      at += 2;
      skipBlocks();
    } else if (kind === IMAGE) {
      if (at + 11 > bytes.length) return damaged(cutOff);
      const left = view.getUint16(at + 1, true);
      const top = view.getUint16(at + 3, true);
      const width = view.getUint16(at + 5, true);
      const height = view.getUint16(at + 7, true);
      requireSize(file, { width, height }, MOST_PIXELS);
      // A picture that hangs over the screen makes it larger.
      const whole = {
        width: Math.max(screen.width, left + width),
        height: Math.max(screen.height, top + height),
      };
      requireSize(file, whole, MOST_PIXELS);
      hasPalette ||= bytes[at + 9] >= 0x80;
      if (!hasPalette) return damaged('it has no palette');
      at += 10 + paletteBytes(bytes[at + 9]);
      if (bytes[at] < 1 || bytes[at] > 8) {
        return damaged(`its pixels are said to have ${bytes[at]} bits, at byte ${at}`);
      }
      at++;
      skipBlocks();
      return Buffer.concat([bytes.subarray(0, at), Uint8Array.of(TRAILER)]);
    } else {
      return damaged(`no block begins at byte ${at}, where one should`);
    }
  }
}

/** Bytes of a palette by the flags that announce it. */
function paletteBytes(flags: number): number {
  return flags >= 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
