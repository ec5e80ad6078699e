import type { Picture } from '../picture.js';

type Decoder = (file: string, bytes: Uint8Array) => Picture | Promise<Picture>;

/** The decoder of each format of pictures, which is loaded when the first such picture comes. */
export const DECODERS = {
  png: async () => (await import('./png.js')).decodePng,
  jpeg: async () => (await import('./jpeg.js')).decodeJpeg,
  gif: async () => (await import('./gif.js')).decodeGif,
  webp: async () => (await import('./webp.js')).decodeWebp,
} satisfies Record<string, () => Promise<Decoder>>;

export type PictureFormat = keyof typeof DECODERS;

/**
 * Decodes the bytes of `file`. Throws a DiagnosticError `picture/…` when it is damaged, of a kind that is
 * not decoded, or larger than any picture.
 */
export async function decodePicture(
  file: string,
  format: PictureFormat,
  bytes: Uint8Array,
): Promise<Picture> {
  const decode = await DECODERS[format]();
  return decode(file, bytes);
}
