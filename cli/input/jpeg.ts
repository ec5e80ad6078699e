import jpeg from 'jpeg-js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Picture } from './picture.js';

/** Decodes a baseline or progressive JPEG to RGB. */
export function decodeJpeg(name: string, bytes: Uint8Array): Picture {
  try {
    const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
    const { width, height, data } = jpeg.decode(bytes, options);
    return { width, height, channels: 3, data, transparent: false };
  } catch (error) {
    return fail({
      code: 'picture/damaged',
      title: `${name} is no JPEG picture that can be read: ${(error as Error).message}`,
    });
  }
}
