import type { Picture } from '../picture.js';
import { canvasColours } from './canvas-colours.js';
import { profileName } from './colour-profile.js';
import { failDamaged, failUnsupported, requireSize } from './failures.js';

const ANIMATION = 0x02;

/**
 * Decodes a WebP, with or without loss, to RGB. As in Chromium, and unlike in other formats, an
 * orientation that Exif data says is not followed.
 */
export async function decodeWebp(file: string, bytes: Uint8Array): Promise<Picture> {
  const { profile } = readWebpChunks(file, bytes);
  const { decode } = await import('@cwasm/webp');
  try {
    const { width, height, data } = decode(bytes);
    const picture = { width, height, channels: 3, ...canvasColours(data, 'floored') } as const;
    const name = profile && profileName(profile);
    return { ...picture, ...(name !== undefined && { profile: name }) };
  } catch {
    return failDamaged(file, 'WebP', 'the data of its pixels is damaged');
  }
}

/**
 * Looks for all that is not about pixels: whether the file is whole, its size, a profile.
 *
 * Format: https://developers.google.com/speed/webp/docs/riff_container
 */
function readWebpChunks(file: string, input: Uint8Array): { profile?: Uint8Array } {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const damaged = (what: string): never => failDamaged(file, 'WebP', what);
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) {
    return damaged(`it is cut off after ${bytes.length} of ${end} bytes`);
  }
  let profile: Uint8Array | undefined;
  let hasPixels = false;
  for (let at = 12; at + 8 <= end;) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (at + 8 + length > end)
      return damaged(`the chunk ${printable(type)} at byte ${at} is cut off`);
    if (type === 'VP8X' || type === 'VP8 ' || type === 'VP8L') {
      const size = readSize(type, data);
      if (size === undefined) return damaged(`the chunk ${type.trim()} at byte ${at} is too short`);
      requireSize(file, size);
    }
    if (type === 'VP8X' && (data[0] & ANIMATION) !== 0) {
      failUnsupported(file, 'is an animated WebP', 'save one picture of it');
    }
    if (type === 'ICCP') profile = data;
    hasPixels ||= type === 'VP8 ' || type === 'VP8L';
    at += 8 + length + (length % 2);
  }
  if (!hasPixels) return damaged('it ends without any pixels');
  return profile === undefined ? {} : { profile };
}

function readSize(
  type: 'VP8X' | 'VP8 ' | 'VP8L',
  data: Buffer,
): { width: number; height: number } | undefined {
  if (data.length < (type === 'VP8L' ? 5 : 10)) return undefined;
  if (type === 'VP8X')
    return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
  if (type === 'VP8 ') {
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  }
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function printable(type: string): string {
  return type.replace(/[^ -~]/g, '?').trim();
}
