import type { Picture } from '../picture.js';
import { profileName } from './colour-profile.js';
import { failDamaged, requireSize } from './failures.js';
import { readJpegSegments } from './jpeg-segments.js';
import { turned } from './orientation.js';
import { JpegError, PIXELS, decompress } from './turbojpeg.js';

/** Decodes a baseline or progressive JPEG of any subsampling to RGB, the right way up. */
export function decodeJpeg(file: string, bytes: Uint8Array): Picture {
  const { width, height, components, orientation, profile } = readJpegSegments(file, bytes);
  requireSize(file, { width, height });
  try {
    const data =
      components === 4
        ? fromInks(decompress(bytes, width, height, PIXELS.cmyk))
        : decompress(bytes, width, height, PIXELS.rgb);
    const name = profileName(profile);
    const picture = { width, height, channels: 3, data, transparent: false } as const;
    return turned({ ...picture, ...(name !== undefined && { profile: name }) }, orientation);
  } catch (error) {
    if (!(error instanceof JpegError)) throw error;
    return failDamaged(file, 'JPEG', explain(error.message));
  }
}

/** Inks are stored inverted, as Adobe began it: 255 is none. As in Chromium, whole numbers are cut off. */
function fromInks(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const black = cmyk[from + 3];
    for (let ink = 0; ink < 3; ink++) rgb[to + ink] = Math.floor((cmyk[from + ink] * black) / 255);
  }
  return rgb;
}

/** In our words what libjpeg found; its own speak of what is inside of it. */
function explain(message: string): string {
  const causes: readonly [RegExp, string][] = [
    [/premature end/i, 'the data of its pixels ends too early'],
    [/was not defined/, 'a table that its pixels are decoded with is missing'],
    [/Huffman code/, 'the data of its pixels has a code that means nothing'],
    [/restart|RST/, 'a part of the data of its pixels is missing'],
    [/Bogus|Invalid|Unsupported marker/i, 'a segment holds values that no JPEG has'],
    [/memory/, 'there is not enough memory for its pixels'],
  ];
  return causes.find(([pattern]) => pattern.test(message))?.[1] ?? 'its pixels cannot be decoded';
}
