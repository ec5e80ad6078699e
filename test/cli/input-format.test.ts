import { describe, expect, it } from 'vitest';
import { requireFormat } from '../../cli/input/format.js';
import { bytesSource, openSafetensors } from '../../compiler/weights/index.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('what a file is', () => {
  it('is found by its first bytes, not by its name', () => {
    expect(requireFormat('a.txt', latin1('\x89PNG\r\n\x1a\n'))).toBe('png');
    expect(requireFormat('a.png', latin1('\xff\xd8\xff\xe0'))).toBe('jpeg');
    expect(requireFormat('a', latin1('GIF87a'))).toBe('gif');
    expect(requireFormat('a', latin1('RIFF\x10\0\0\0WEBPVP8 '))).toBe('webp');
    expect(requireFormat('a', latin1('\x93NUMPY\x01\0'))).toBe('npy');
    expect(requireFormat('a', latin1('\x08\0\0\0\0\0\0\0{}      '))).toBe('safetensors');
  });

  const others: Record<string, string> = {
    'an AVIF picture': '\0\0\0\x1cftypavif',
    'a HEIC picture': '\0\0\0\x1cftypheic',
    'a video': '\0\0\0\x1cftypisom',
    'a sound': 'RIFF\x10\0\0\0WAVEfmt ',
    'a JPEG XL picture': '\xff\x0a\x01',
    'a JPEG 2000 picture': '\0\0\0\x0cjP  \r\n',
    'a TIFF picture': 'II*\0\x08\0\0\0',
    'a BMP picture': 'BM\x46\0\0\0\0\0\0\0\x36',
    'an icon': '\0\0\x01\0\x01\0',
    'a PDF document': '%PDF-1.7',
    'a zip archive, as .npz and .pt files are': 'PK\x03\x04',
    'a compressed file': '\x1f\x8b\x08',
    'an HDF5 file': '\x89HDF\r\n\x1a\n',
    'a Python pickle': '\x80\x04\x95\x10',
    'a program': '\x7fELF\x02',
    'an HTML page': '\n<!DOCTYPE html><title>404</title>',
    'an SVG drawing': '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">',
    'an XML document': '<?xml version="1.0"?><plist>',
    'text that begins with "sepal,petal"': 'sepal,petal\n1,2\n',
    'of no format that is known here: it begins with the bytes 01 02 03 fe': '\x01\x02\x03\xfe',
  };
  it.each(Object.entries(others))('may be %s, which is refused', (what, start) => {
    expect(() => requireFormat('cat.png', latin1(start))).toThrow(
      `input/format: cat.png is ${what}`,
    );
  });

  it('may be nothing, or a pointer to a file', () => {
    expect(() => requireFormat('cat.png', latin1(''))).toThrow('input/empty: cat.png is empty');
    const pointer = latin1('version https://git-lfs.github.com/spec/v1\noid sha256:00\n');
    expect(() => requireFormat('cat.png', pointer)).toThrow(
      'cat.png is a Git LFS pointer in place of the file itself',
    );
  });

  it('is left to the reader of safetensors for files of that name', () => {
    const bytes = latin1('\x08\0\0\0\0\0\0\xffabc');
    expect(requireFormat('w.safetensors', bytes)).toBe('safetensors');
    expect(() => openSafetensors(bytesSource('w.safetensors', bytes))).toThrow('safetensors/');
  });
});
