/**
 * A page gets pixels through a canvas, which keeps colours multiplied by alpha in 8 bits. `getImageData`
 * divides them again: what is not opaque has lost digits, and what can't be seen is black.
 */

/** How a decoder of Chromium multiplies a colour by alpha: PNG's rounds, WebP's rounds down. */
export type Premultiplied = 'rounded' | 'floored';

/** The colours of RGBA pixels as they come out of a canvas, and whether any was not opaque. */
export function canvasColours(
  rgba: Uint8Array | Uint8ClampedArray,
  premultiplied: Premultiplied,
): { data: Uint8Array; transparent: boolean } {
  const data = new Uint8Array((rgba.length / 4) * 3);
  let table: Uint8Array | undefined;
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3];
    if (alpha < 255) table ??= throughCanvas(premultiplied);
    for (let channel = 0; channel < 3; channel++) {
      const colour = rgba[from + channel];
      data[to + channel] =
        alpha === 255 || table === undefined ? colour : table[alpha * 256 + colour];
    }
  }
  return { data, transparent: table !== undefined };
}

/** For each alpha and colour the colour that comes out. */
function throughCanvas(premultiplied: Premultiplied): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  const round = premultiplied === 'rounded' ? Math.round : Math.floor;
  for (let alpha = 1; alpha < 256; alpha++) {
    for (let colour = 0; colour < 256; colour++) {
      table[alpha * 256 + colour] = unpremultiply(round((colour * alpha) / 255), alpha);
    }
  }
  return table;
}

const { fround } = Math;
const STEP = fround(1 / 255);

/** Skia's division: in f32, by the reciprocal, and to the nearest number of 8 bits, ties to even. */
function unpremultiply(colour: number, alpha: number): number {
  const reciprocal = fround(1 / fround(alpha * STEP));
  const scaled = fround(Math.min(1, fround(fround(colour * STEP) * reciprocal)) * 255);
  const low = Math.floor(scaled);
  const rest = scaled - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
