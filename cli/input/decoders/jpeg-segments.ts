/**
 * The structure of a JPEG file, as far as it has to be known before it is decoded: markers, and the
 * segments that follow most of them, with their length in front.
 *
 * Format: ITU-T T.81, annex B
 */
import type { Orientation } from './exif.js';
import { exifOrientation } from './exif.js';
import { failDamaged, failUnsupported } from './failures.js';

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: colours, 4: printing inks. */
  readonly components: number;
}

export interface JpegFile extends JpegFrame {
  readonly orientation: Orientation;
  /** An ICC profile, empty where there is none. */
  readonly profile: Uint8Array;
}

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const FRAME_BYTES = 6;
/** Chromium's limit. Each scan goes through the whole picture, which takes time without end. */
const MOST_SCANS = 100;

const KINDS: Readonly<Partial<Record<number, string>>> = {
  0xc3: 'is compressed without loss',
  0xc5: 'is hierarchical',
  0xc6: 'is hierarchical',
  0xc7: 'is hierarchical',
  0xc9: 'uses arithmetic coding',
  0xca: 'uses arithmetic coding',
  0xcb: 'is compressed without loss',
  0xcd: 'is hierarchical',
  0xce: 'is hierarchical',
  0xcf: 'is hierarchical',
};

/** Reads the segments up to the end of the picture. Throws a DiagnosticError that says what is wrong where. */
export function readJpegSegments(file: string, bytes: Uint8Array): JpegFile {
  const damaged = (what: string): never => failDamaged(file, 'JPEG', what);
  let frame: JpegFrame | undefined;
  let orientation: Orientation | undefined;
  const profile: Uint8Array[] = [];
  let scans = 0;
  let at = 2;
  for (;;) {
    const marker = findMarker(bytes, at);
    if (marker === undefined) {
      const part = scans > 0 ? 'in the data of its pixels' : 'before the data of its pixels';
      return damaged(`it is cut off after ${bytes.length} bytes, ${part}`);
    }
    const { code, end } = marker;
    at = end;
    if (code === END) break;
    if (code === START) return damaged(`a second picture begins at byte ${end - 2}`);
    if (isAlone(code)) continue;
    const segment = readSegment(bytes, end);
    if (segment === undefined) {
      return damaged(`the segment ${nameOf(code)} at byte ${end - 2} is cut off, or has no length`);
    }
    at += 2 + segment.length;
    if (isFrame(code)) {
      if (frame !== undefined) damaged(`it has a second size at byte ${end - 2}`);
      frame = readFrame(file, code, segment);
    } else if (code === 0xe1 && startsWith(segment, 'Exif\0')) {
      orientation ??= exifOrientation(segment.subarray(6));
    } else if (code === 0xe2 && startsWith(segment, 'ICC_PROFILE\0')) {
      profile.push(segment.subarray(14));
    } else if (code === SCAN) {
      if (frame === undefined) damaged('the data of its pixels comes before its size');
      if (++scans > MOST_SCANS) {
        failUnsupported(file, `has more than ${MOST_SCANS} scans`, 'save it as a baseline JPEG');
      }
    }
  }
  if (frame === undefined) return damaged('it ends without a size');
  if (scans === 0) return damaged('it ends without the data of its pixels');
  return { ...frame, orientation: orientation ?? 1, profile: Buffer.concat(profile) };
}

/** The next marker from `at` on, and where it ends; what is in between is data of pixels, or nothing. */
function findMarker(bytes: Uint8Array, at: number): { code: number; end: number } | undefined {
  for (;;) {
    const found = bytes.indexOf(0xff, at);
    if (found < 0) return undefined;
    let next = found + 1;
    while (bytes[next] === 0xff) next++;
    if (next >= bytes.length) return undefined;
    // 0 stands for the byte 0xff itself.
    if (bytes[next] !== 0) return { code: bytes[next], end: next + 1 };
    at = next + 1;
  }
}

/** Restarts, and a marker for private use, have no segment. */
function isAlone(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd7);
}

function isFrame(code: number): boolean {
  // 0xc4, 0xc8 and 0xcc are tables and an extension.
  return code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
}

/** What follows a length of two bytes that counts itself. */
function readSegment(bytes: Uint8Array, at: number): Uint8Array | undefined {
  if (at + 2 > bytes.length) return undefined;
  const length = (bytes[at] << 8) | bytes[at + 1];
  if (length < 2 || at + length > bytes.length) return undefined;
  return bytes.subarray(at + 2, at + length);
}

function readFrame(file: string, code: number, segment: Uint8Array): JpegFrame {
  const kind = KINDS[code];
  const hint = 'save it as a baseline or progressive JPEG with 8 bits per sample';
  if (kind !== undefined) failUnsupported(file, `${kind}, which browsers don't read`, hint);
  const [precision, , , , , components] = segment;
  if (segment.length < FRAME_BYTES || segment.length !== FRAME_BYTES + 3 * components) {
    return failDamaged(file, 'JPEG', 'its size is given in a segment of a wrong length');
  }
  if (precision !== 8) failUnsupported(file, `has ${precision} bits per sample`, hint);
  if (![1, 3, 4].includes(components)) {
    failUnsupported(file, `has ${components} colour components`, 'a picture has 1, 3 or 4');
  }
  return {
    height: (segment[1] << 8) | segment[2],
    width: (segment[3] << 8) | segment[4],
    components,
  };
}

function startsWith(segment: Uint8Array, text: string): boolean {
  return Buffer.from(segment.subarray(0, text.length)).toString('latin1') === text;
}

/** What the standard calls a segment. */
function nameOf(code: number): string {
  if (isFrame(code)) return `SOF${code - 0xc0}`;
  if (code >= 0xe0 && code <= 0xef) return `APP${code - 0xe0}`;
  const names = new Map([
    [0xc4, 'DHT'],
    [SCAN, 'SOS'],
    [0xdb, 'DQT'],
    [0xdd, 'DRI'],
    [0xfe, 'COM'],
  ]);
  return names.get(code) ?? code.toString(16).toUpperCase();
}
