/**
 * The chunks of a PNG file that its pixels depend on. Only these are given to the decoder, so that a
 * comment that is wrong spoils no picture, as in a browser.
 */
import { crc32, inflateSync } from 'node:zlib';
import type { PngHeader } from '../../png-file.js';
import { PNG_COLOURS, PNG_SIGNATURE } from '../../png-file.js';
import type { Orientation } from './exif.js';
import { exifOrientation } from './exif.js';
import { failDamaged, failUnsupported } from './failures.js';

export interface PngFile extends PngHeader {
  /** Red, green and blue of each colour that indices stand for. */
  readonly palette?: Uint8Array;
  /** The alpha of the palette's colours, or the one sample or colour that is transparent. */
  readonly transparency?: Uint8Array;
  /** The pixels, compressed. */
  readonly data: Uint8Array;
  readonly orientation: Orientation;
  /** An ICC profile. */
  readonly profile?: Uint8Array;
  /** A name for colours that a browser takes for others than sRGB without a profile. */
  readonly colours?: string;
}

const MOST_PROFILE = 2 ** 24;

interface Chunk {
  readonly type: string;
  readonly at: number;
  readonly data: Buffer;
}

/** Reads the chunks up to the end of the picture. Throws a DiagnosticError that says what is wrong where. */
export function readPngChunks(file: string, bytes: Uint8Array): PngFile {
  const damaged = (what: string): never => failDamaged(file, 'PNG', what);
  const found = new Map<string, Buffer>();
  const pixels: Buffer[] = [];
  let header: PngHeader | undefined;
  let last = '';
  for (const { type, at, data } of chunksOf(file, bytes)) {
    if (header === undefined && type !== 'IHDR') damaged(`it begins with ${type} instead of IHDR`);
    if (type === 'IHDR') {
      if (header !== undefined) damaged(`it has a second header at byte ${at}`);
      header = readHeader(file, data);
    } else if (type === 'IDAT') {
      if (pixels.length > 0 && last !== 'IDAT') damaged(`at byte ${at} its pixels go on elsewhere`);
      pixels.push(data);
    } else if (type === 'PLTE' || type === 'tRNS') {
      if (pixels.length > 0 || found.has(type)) damaged(`${type} at byte ${at} is out of place`);
      if (type === 'PLTE' && found.has('tRNS'))
        damaged('its transparency comes before its palette');
      found.set(type, data);
    } else if (pixels.length === 0) {
      // What tells how to see the pixels has to come before them.
      found.set(type, data);
    }
    last = type;
  }
  if (header === undefined || pixels.length === 0) return damaged('it ends without any pixels');
  // Without this chunk before the pixels, those are no part of the animation, and browsers disagree.
  if (found.has('acTL') && !found.has('fcTL')) {
    failUnsupported(file, 'is an animation without a still picture', 'save one picture of it');
  }
  return {
    ...header,
    ...coloursOf(file, header, found),
    ...profileOf(found),
    data: pixels.length === 1 ? pixels[0] : Buffer.concat(pixels),
    orientation: exifOrientation(found.get('eXIf') ?? Buffer.alloc(0)),
  };
}

/** The chunks before IEND; those that may be left out and are damaged are left out. */
function* chunksOf(file: string, input: Uint8Array): Generator<Chunk> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE.subarray(0, bytes.length))) {
    failDamaged(file, 'PNG', 'its first bytes are changed, as when it is transferred as text');
  }
  let at = PNG_SIGNATURE.length;
  for (;;) {
    const cutOff = (): never =>
      failDamaged(file, 'PNG', `it is cut off after ${bytes.length} bytes`);
    if (at + 12 > bytes.length) cutOff();
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) {
      failDamaged(file, 'PNG', `no chunk begins at byte ${at}, where one should`);
    }
    const end = at + 12 + length;
    if (end > bytes.length) cutOff();
    const sound = crc32(bytes.subarray(at + 4, end - 4)) === bytes.readUInt32BE(end - 4);
    const critical = /^[A-Z]/.test(type);
    if (!sound && (critical || type === 'tRNS')) {
      failDamaged(file, 'PNG', `the checksum of ${type} at byte ${at} is wrong`);
    }
    if (type === 'IEND') return;
    if (critical && !['IHDR', 'PLTE', 'IDAT'].includes(type)) {
      failUnsupported(file, `needs an extension of PNG, ${type}`, 'save it as a plain PNG');
    }
    if (sound) yield { type, at, data: bytes.subarray(at + 8, end - 4) };
    at = end;
  }
}

function readHeader(file: string, data: Buffer): PngHeader {
  const damaged = (what: string): never => failDamaged(file, 'PNG', what);
  if (data.length !== 13) return damaged(`its header has ${data.length} bytes instead of 13`);
  const [depth, colour, compression, filter, interlace] = data.subarray(8);
  if (!isColour(colour)) return damaged(`there is no type of colour ${colour}`);
  const { name, depths } = PNG_COLOURS[colour];
  if (!depths.some((each) => each === depth)) {
    damaged(`${name} does not have ${depth} bits per sample`);
  }
  if (compression !== 0) damaged(`there is no method of compression ${compression}`);
  if (filter !== 0) damaged(`there is no method of filtering ${filter}`);
  if (interlace > 1) damaged(`there is no method of interlacing ${interlace}`);
  return {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    depth,
    colour,
    interlaced: interlace === 1,
  };
}

function isColour(value: number): value is keyof typeof PNG_COLOURS {
  return value in PNG_COLOURS;
}

function coloursOf(
  file: string,
  { colour, depth }: PngHeader,
  found: ReadonlyMap<string, Buffer>,
): Pick<PngFile, 'palette' | 'transparency'> {
  const damaged = (what: string): never => failDamaged(file, 'PNG', what);
  const transparency = found.get('tRNS');
  if (colour === 3) {
    const palette = found.get('PLTE');
    if (palette === undefined) return damaged('it has no palette');
    const colours = palette.length / 3;
    if (colours < 1 || !Number.isInteger(colours)) {
      return damaged(`its palette has ${palette.length} bytes, which are no whole colours`);
    }
    if (transparency !== undefined && transparency.length > colours) {
      damaged(`it has ${transparency.length} values of alpha for ${colours} colours`);
    }
    return { palette, ...(transparency && { transparency }) };
  }
  // With alpha of their own, pixels have no need of it; browsers pass over it.
  if (transparency === undefined || colour === 4 || colour === 6) return {};
  const { samples } = PNG_COLOURS[colour];
  if (transparency.length !== samples * 2) damaged('its transparent colour is incomplete');
  // Of 16 bits, only as many count as samples have.
  const masked = Buffer.alloc(transparency.length);
  for (let at = 0; at < masked.length; at += 2) {
    masked.writeUInt16BE(transparency.readUInt16BE(at) & (2 ** depth - 1), at);
  }
  return { transparency: masked };
}

/** The order in which a browser looks for what colours mean: cICP, iCCP, sRGB, then gAMA with cHRM. */
function profileOf(found: ReadonlyMap<string, Buffer>): Pick<PngFile, 'profile' | 'colours'> {
  const codePoints = found.get('cICP');
  if (codePoints?.length === 4) {
    const [primaries, transfer] = codePoints;
    return primaries === 1 && transfer === 13 ? {} : { colours: `cICP ${primaries}/${transfer}` };
  }
  const embedded = found.get('iCCP');
  if (embedded !== undefined) {
    try {
      const compressed = embedded.subarray(embedded.indexOf(0) + 2);
      return { profile: inflateSync(compressed, { maxOutputLength: MOST_PROFILE }) };
    } catch {
      return {};
    }
  }
  const gamma = found.get('gAMA');
  if (found.has('sRGB') || gamma?.length !== 4) return {};
  const usual = gamma.readUInt32BE(0) === 45455;
  if (usual && !found.has('cHRM')) return {};
  return { colours: usual ? 'primaries of its own' : `gamma ${gamma.readUInt32BE(0) / 1e5}` };
}
