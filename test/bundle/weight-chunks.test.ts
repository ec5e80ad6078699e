import { expect, test } from 'vitest';
import { weightChunks } from '../../compiler/codegen/bundle/weight-chunks.js';
import type { WeightSegment } from '../../compiler/codegen/program.js';

function segment(offset: number, values: number[], declared = 4 * values.length): WeightSegment {
  return {
    name: `w${offset}`,
    offset,
    byteLength: declared,
    pack: () => [Float32Array.from(values)],
  };
}

test('puts every segment at its offset and zeros between and after', () => {
  const image = { byteLength: 48, segments: [segment(0, [1]), segment(16, [2, 3])] };
  const bytes = Buffer.concat([...weightChunks(image)]);
  const floats = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  expect(floats).toEqual([1, 0, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0]);
});

test('packs a segment only when its bytes are taken', () => {
  const packed: string[] = [];
  const lazy = (offset: number): WeightSegment => ({
    ...segment(offset, [1, 2, 3, 4]),
    name: `w${offset}`,
    pack() {
      packed.push(`w${offset}`);
      return [Float32Array.of(1, 2, 3, 4)];
    },
  });
  const chunks = weightChunks({ byteLength: 32, segments: [lazy(0), lazy(16)] });
  expect(packed).toEqual([]);
  chunks.next();
  expect(packed).toEqual(['w0']);
  chunks.next();
  expect(packed).toEqual(['w0', 'w16']);
});

test('takes a segment in as many pieces as it comes', () => {
  const pack = () => [Float32Array.of(1, 2), Float32Array.of(3)];
  const image = { byteLength: 12, segments: [{ ...segment(0, [1, 2, 3]), pack }] };
  expect([...weightChunks(image)].map(({ byteLength }) => byteLength)).toEqual([8, 4]);
});

test('takes only the part of a larger buffer that a segment is', () => {
  const pack = () => [Float32Array.of(9, 1, 9).subarray(1, 2)];
  const image = { byteLength: 4, segments: [{ ...segment(0, [1]), pack }] };
  expect(Buffer.concat([...weightChunks(image)]).readFloatLE()).toBe(1);
});

test.each([
  [
    'overlap',
    [segment(0, [1, 2, 3, 4]), segment(8, [5])],
    'weight segment w8: 4 bytes at 8 overlap the one before, up to 16',
  ],
  [
    'have another size than declared',
    [segment(0, [1], 8)],
    'weight segment w0: 4 bytes instead of 8 bytes at 0',
  ],
])('refuses segments that %s', (_, segments, message) => {
  expect(() => [...weightChunks({ byteLength: 64, segments })]).toThrow(message);
});
