/**
 * What an ICC profile says about the colours of a picture. It is read for its name only: a browser turns
 * colours into sRGB by it, and the command line says that it doesn't.
 *
 * Format: https://www.color.org/specification/ICC.1-2022-05.pdf
 */

const HEADER_BYTES = 128;
/** The primaries of sRGB as profiles have them, adapted to D50: X, Y, Z of red, green and blue. */
const SRGB: Readonly<Record<string, readonly number[]>> = {
  rXYZ: [0.436, 0.222, 0.014],
  gXYZ: [0.385, 0.717, 0.097],
  bXYZ: [0.143, 0.061, 0.714],
};
const TOLERANCE = 0.003;

/** What the profile is called; undefined for sRGB, under whatever name, and for what is no profile. */
export function profileName(icc: Uint8Array): string | undefined {
  const tags = readTags(icc);
  if (tags.size === 0 || isSrgb(tags)) return undefined;
  return description(tags.get('desc')) ?? 'a profile without a name';
}

function readTags(icc: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength);
  const tags = new Map<string, Buffer>();
  if (bytes.length < HEADER_BYTES + 4) return tags;
  const count = bytes.readUInt32BE(HEADER_BYTES);
  for (let index = 0; index < count; index++) {
    const at = HEADER_BYTES + 4 + index * 12;
    if (at + 12 > bytes.length) break;
    const begin = bytes.readUInt32BE(at + 4);
    const tag = bytes.subarray(begin, begin + bytes.readUInt32BE(at + 8));
    if (tag.length >= 12) tags.set(bytes.toString('latin1', at, at + 4), tag);
  }
  return tags;
}

function isSrgb(tags: ReadonlyMap<string, Buffer>): boolean {
  const sameColours = Object.entries(SRGB).every(([name, expected]) => {
    const tag = tags.get(name);
    return (
      tag !== undefined &&
      tag.length >= 20 &&
      expected.every((value, axis) => {
        const actual = tag.readInt32BE(8 + axis * 4) / 65536;
        return Math.abs(actual - value) < TOLERANCE;
      })
    );
  });
  return sameColours && !isPowerLaw(tags.get('rTRC'));
}

/** A curve that is nothing but an exponent; that of sRGB has a straight piece, or is a table. */
function isPowerLaw(curve: Buffer | undefined): boolean {
  const type = curve?.toString('latin1', 0, 4);
  if (type === 'curv') return curve?.readUInt32BE(8) === 1 || curve?.readUInt32BE(8) === 0;
  return type === 'para' && curve?.readUInt16BE(8) === 0;
}

/** The text of a description, in the first of its languages. */
function description(tag: Buffer | undefined): string | undefined {
  if (tag === undefined) return undefined;
  const type = tag.toString('latin1', 0, 4);
  if (type === 'desc') return clean(tag.toString('latin1', 12, 12 + tag.readUInt32BE(8)));
  if (type !== 'mluc' || tag.length < 28) return undefined;
  const begin = tag.readUInt32BE(24);
  const text = tag.subarray(begin, begin + tag.readUInt32BE(20));
  return clean(new TextDecoder('utf-16be').decode(text));
}

function clean(text: string): string | undefined {
  const printable = [...text].filter((character) => /[\p{L}\p{N}\p{P}\p{S} ]/u.test(character));
  const trimmed = printable.join('').trim().slice(0, 60);
  return trimmed === '' ? undefined : trimmed;
}
