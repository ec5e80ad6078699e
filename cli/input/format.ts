/** What a file is, by its first bytes, as a browser finds out; its name doesn't matter. */

import { extname } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';

export type Format = 'png' | 'jpeg' | 'gif' | 'webp' | 'npy' | 'safetensors';

/** What files of these formats are mostly called. */
export const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.npy', '.safetensors'];

/** Bytes that formats begin with, as text, the longest that is looked at first. */
const FORMATS: readonly (readonly [Format, RegExp])[] = [
  // The rest of PNG's first bytes is changed where it was transferred as text; its decoder says so.
  ['png', /^\x89PNG/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['npy', /^\x93NUMPY/],
  // The length of the header, which is JSON.
  ['safetensors', /^[^]{5}\0\0\0\{/],
];

const OTHERS: readonly (readonly [what: string, RegExp])[] = [
  ['an AVIF picture', /^[^]{4}ftypavi[fs]/],
  ['a HEIC picture', /^[^]{4}ftyp(hei|hev|mif1|msf1)/],
  ['a video', /^[^]{4}(ftyp|moov|mdat|wide|free)/],
  ['a video', /^(\x1a\x45\xdf\xa3|RIFF[^]{4}AVI |\0\0\x01[\xba\xb3]|FLV)/],
  ['a sound', /^(RIFF[^]{4}WAVE|OggS|fLaC|ID3|\xff[\xfb\xf3\xf2])/],
  ['a JPEG XL picture', /^(\xff\x0a|\0\0\0\x0cJXL )/],
  ['a JPEG 2000 picture', /^(\xff\x4f\xff\x51|\0\0\0\x0cjP {2})/],
  ['a TIFF picture', /^(II[*+]\0|MM\0[*+])/],
  ['a BMP picture', /^BM[^]{4}\0\0\0\0/],
  ['an icon', /^\0\0[\x01\x02]\0/],
  ['a Photoshop document', /^8BPS/],
  ['an OpenEXR picture', /^v\/1\x01/],
  ['a picture of the PNM formats', /^P[1-7f]\s/i],
  ['a PDF document', /^%PDF/],
  ['a PostScript document', /^%!PS/],
  ['a zip archive, as .npz and .pt files are', /^PK\x03\x04/],
  ['a compressed file', /^(\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd|Rar!)/],
  ['an HDF5 file', /^\x89HDF/],
  ['a GGUF file', /^GGUF/],
  ['a Python pickle', /^\x80[\x02-\x05]/],
  ['a program', /^(\x7fELF|MZ|\0asm|\xcf\xfa\xed\xfe)/],
  ['a Git LFS pointer in place of the file itself', /^version https:\/\/git-lfs/],
  ['an HTML page', /^\s*(<!--[^]*?-->\s*)*<(!doctype html|html|head|body)\b/i],
  ['an SVG drawing', /^\s*(<\?xml[^]*?>\s*)?(<!--[^]*?-->\s*|<!doctype svg[^]*?>\s*)*<svg\b/i],
  ['an XML document', /^\s*<\?xml/],
];

const LOOKED_AT = 1024;

/** The format of a file that is an input; throws a DiagnosticError that says what else it is. */
export function requireFormat(file: string, bytes: Uint8Array): Format {
  if (bytes.length === 0) fail({ code: 'input/empty', title: `${file} is empty` });
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT));
  const text = start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const format = FORMATS.find(([, pattern]) => pattern.test(text))?.[0];
  if (format !== undefined) return format;
  // Its first bytes are no sign, so a damaged one goes by its name, to those who know what is wrong.
  if (extname(file).toLowerCase() === '.safetensors') return 'safetensors';
  return fail({
    code: 'input/format',
    title: `${file} is ${describe(start, text)}`,
    hint: text.startsWith('version https://git-lfs')
      ? 'git lfs pull fetches the file itself'
      : 'an input is a PNG, JPEG, GIF or WebP picture, a .npy array or a .safetensors file',
  });
}

function describe(start: Uint8Array, text: string): string {
  const known = OTHERS.find(([, pattern]) => pattern.test(text))?.[0];
  if (known !== undefined) return known;
  if (isText(start)) {
    const line = new TextDecoder()
      .decode(start)
      .trim()
      .split(/[\r\n]/)[0];
    return `text that begins with "${line.slice(0, 24)}"`;
  }
  const first = [...start.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `of no format that is known here: it begins with the bytes ${first.join(' ')}`;
}

function isText(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !/[\0-\x08\x0e-\x1f\ufffd]/.test(text);
}
