import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, base64Array } from '../../compiler/codegen/bundle/base64.js';

test('writes what Node writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(Buffer.from(base64(bytes)).toString('latin1')).toBe(
        Buffer.from(bytes).toString('base64'),
      );
    }),
  );
});

test('an array of pieces holds the chunks, wherever they were cut', () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 500_000 }, (_, i) => (i * i) >> 3));
  for (const cut of [1, 196_607, 196_608, 196_609, 400_000]) {
    const text = [...base64Array([bytes.subarray(0, cut), bytes.subarray(cut)])]
      .map((part) => Buffer.from(part).toString('latin1'))
      .join('');
    const pieces = JSON.parse(text.replace(/,\s*\]$/, ']')) as string[];
    expect(pieces.length).toBe(3);
    const decoded = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
    expect(decoded.equals(bytes)).toBe(true);
  }
});

test('nothing is an empty array', () => {
  expect(Buffer.concat([...base64Array([])]).toString()).toBe('[]');
});
