import type { DecodedPng } from 'fast-png';
import { decode } from 'fast-png';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Picture } from './picture.js';

/** Decodes any PNG: grey, RGB or palette, with or without alpha, 1 to 16 bits per sample. */
export function decodePng(name: string, bytes: Uint8Array): Picture {
  if (bytes.length === 0) fail({ code: 'picture/empty', title: `${name} is empty` });
  // Byte 24 of the file is the bit depth, byte 28 the interlace method (PNG specification, 11.2.2).
  if (bytes[24] < 8 && bytes[28] === 1) {
    fail({
      code: 'picture/unsupported',
      title: `${name} is interlaced with ${bytes[24]} bits per sample`,
      hint: 'save it without interlacing',
    });
  }
  let png: DecodedPng;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (error) {
    return fail({
      code: 'picture/damaged',
      title: `${name} is no PNG picture that can be read: ${(error as Error).message}`,
    });
  }
  const { width, height } = png;
  if (width < 1 || height < 1) {
    fail({ code: 'picture/empty', title: `${name} has ${width} × ${height} pixels` });
  }
  return png.palette === undefined
    ? fromSamples(png, samples(png))
    : fromPalette(png, png.palette, indices(png), name);
}

function fromSamples(png: DecodedPng, data: Uint8Array): Picture {
  const { width, height, channels: stored } = png;
  const channels = stored < 3 ? 1 : 3;
  const hasAlpha = stored === 2 || stored === 4;
  const pixels = new Uint8Array(width * height * channels);
  let transparent = png.transparency !== undefined;
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      pixels[pixel * channels + channel] = data[pixel * stored + channel];
    }
    if (hasAlpha && data[pixel * stored + stored - 1] < 255) transparent = true;
  }
  return { width, height, channels, data: pixels, transparent };
}

function fromPalette(
  { width, height }: DecodedPng,
  palette: readonly (readonly number[])[],
  indexes: Uint8Array,
  name: string,
): Picture {
  const data = new Uint8Array(width * height * 3);
  let transparent = false;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = palette[indexes[pixel]];
    if (colour === undefined) {
      return fail({
        code: 'picture/damaged',
        title: `${name} uses colour ${indexes[pixel]} of a palette of ${palette.length}`,
      });
    }
    data.set(colour.slice(0, 3), pixel * 3);
    if (colour.length > 3 && (colour[3] & 255) < 255) transparent = true;
  }
  return { width, height, channels: 3, data, transparent };
}

/** Samples as 0 … 255, whatever their depth in the file. */
function samples(png: DecodedPng): Uint8Array {
  if (png.depth === 16) return Uint8Array.from(png.data, (sample) => Math.round(sample / 257));
  if (png.depth === 8) return Uint8Array.from(png.data);
  const highest = 2 ** png.depth - 1;
  return indices(png).map((sample) => Math.round((sample * 255) / highest));
}

/** Unpacks samples of 1, 2 or 4 bits; every row begins at a whole byte, highest bits first. */
function indices({ data, depth, width, height }: DecodedPng): Uint8Array {
  if (depth >= 8) return Uint8Array.from(data);
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const unpacked = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const byte = data[row * rowBytes + Math.floor(column / perByte)];
      const shift = 8 - depth * ((column % perByte) + 1);
      unpacked[row * width + column] = (byte >> shift) & (2 ** depth - 1);
    }
  }
  return unpacked;
}
