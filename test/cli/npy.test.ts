import { f32 } from '../../compiler/ir/types.js';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFloat, toFloats } from '../../cli/input/number-array.js';
import { decodeNpy } from '../../cli/input/npy.js';
import { encodeNpy } from '../../cli/output/npy.js';
import { projectRoot } from '../support/paths.js';

const folder = `${projectRoot}test/fixtures/arrays/`;

/** A file as `numpy.save` writes it, with any header text. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(`${header}\n`, 'latin1');
  const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  length.writeUIntLE(text.length, 0, length.length);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  return Buffer.concat([start, length, text, data]);
}

const bytesOf = (array: Float32Array | Float64Array): Uint8Array => new Uint8Array(array.buffer);
const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('a NumPy file', () => {
  it('is read as NumPy reads it, whatever its numbers, order of bytes and of axes', () => {
    const text = readFileSync(`${folder}expected.json`, 'utf8');
    const expected = JSON.parse(text) as Record<string, { shape: number[]; bits: number[] }>;
    expect(Object.keys(expected).length).toBeGreaterThan(25);
    for (const [name, array] of Object.entries(expected)) {
      const { shape, data } = decodeNpy(name, readFileSync(`${folder}${name}.npy`));
      const { data: values } = toFloats(data);
      expect({ name, shape, bits: [...new Uint32Array(values.buffer)] }).toEqual({
        name,
        ...array,
      });
    }
  });

  it('keeps its numbers as they are, and tells what they lose as floats', () => {
    const read = (name: string): unknown => {
      const { data, type } = decodeNpy(name, readFileSync(`${folder}${name}.npy`));
      return [data.constructor.name, type, isFloat(data), toFloats(data).rounded];
    };
    expect(read('uint8')).toEqual(['Uint8Array', 'uint8', false, 0]);
    expect(read('bool')).toEqual(['Uint8Array', 'bool', false, 0]);
    expect(read('big-int16')).toEqual(['Int16Array', 'int16', false, 0]);
    // −2³¹ and 2²⁴ + … are f32 or not: 2³¹ − 1, 2²⁴ + 1 and −2²⁴ − 3 are none.
    expect(read('int32')).toEqual(['Int32Array', 'int32', false, 3]);
    expect(read('int64')).toEqual(['BigInt64Array', 'int64', false, 5]);
    expect(read('float16')).toEqual(['Float32Array', 'float16', true, 0]);
    // 1e39 is beyond f32; the digits of 0.1 are not counted.
    expect(read('float64')).toEqual(['Float64Array', 'float64', true, 1]);
  });

  it('may have been written by Python 2', () => {
    const longs = npy(header('<f4', '(1L, 3L)'), bytesOf(Float32Array.of(1, 2.5, -3)));
    expect(decodeNpy('a.npy', longs)).toMatchObject({
      shape: [1, 3],
      data: Float32Array.of(1, 2.5, -3),
    });
  });

  const refused: Record<string, string> = {
    complex: 'complex numbers (<c16)',
    text: 'text (<U1)',
    bytes: 'text (|S1)',
    date: 'dates (<M8[D])',
    duration: 'spans of time (<m8[s])',
    structure: 'structures (a structure)',
    longdouble: 'floats of 128 bits, which differ between machines (<f16)',
    void: 'bytes without a type (|V3)',
    objects: 'Python objects (|O)',
  };
  it('is refused with the reason when it holds no real numbers', () => {
    const names = readdirSync(folder).filter((name) => name.startsWith('other-'));
    expect(names.sort()).toEqual(
      Object.keys(refused)
        .map((name) => `other-${name}.npy`)
        .sort(),
    );
    for (const [name, holds] of Object.entries(refused)) {
      const bytes = readFileSync(`${folder}other-${name}.npy`);
      expect(() => decodeNpy('a.npy', bytes)).toThrow(`npy/dtype: a.npy holds ${holds}`);
    }
  });

  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /npy\/damaged: a\.npy: not a NumPy \.npy file/],
    ['of another kind', Buffer.from('PK\x03\x04 and so on'), /not a NumPy/],
    [
      'cut off in its header',
      npy(header('<f4', '(1,)'), new Uint8Array(4)).subarray(0, 40),
      /cut off/,
    ],
    [
      'cut off in its length',
      npy(header('<f4', '(1,)'), new Uint8Array(0), 2).subarray(0, 10),
      /cut/,
    ],
    [
      'too short',
      npy(header('<f4', '(2, 3)'), new Uint8Array(23)),
      /needs 24 bytes, but .* has 23/,
    ],
    [
      'too long',
      npy(header('<f4', '(1,)'), new Uint8Array(5)),
      /needs 4 bytes, but the file has 5/,
    ],
    [
      'of a later version',
      npy(header('<f4', '(1,)'), new Uint8Array(4), 4),
      /npy\/version: .* version 4\.0/,
    ],
    [
      'of no type',
      npy(header('<x4', '(1,)'), new Uint8Array(4)),
      /npy\/dtype: .* no known type \(<x4\)/,
    ],
    [
      'of a structure',
      npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", new Uint8Array(4)),
      /npy\/dtype: .* structures/,
    ],
    ['without a shape', npy("{'descr': '<f4'}", new Uint8Array(4)), /does not describe an array/],
  ];
  it.each(cases)('is refused when it is %s', (_, bytes, message) => {
    expect(() => decodeNpy('a.npy', bytes)).toThrow(message);
  });

  it('is written as numpy.save writes it', () => {
    const bytes = encodeNpy(f32(1, 2), Float32Array.of(1, 2));
    // Taken from `numpy.save('a.npy', numpy.array([[1, 2]], '<f4'))`.
    const expected =
      "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }" +
      ' '.repeat(58) +
      '\n\x00\x00\x80?\x00\x00\x00@';
    expect(Buffer.from(bytes).toString('latin1')).toBe(expected);
    expect(decodeNpy('a.npy', encodeNpy(f32(2), Float32Array.of(1, 2)))).toMatchObject({
      shape: [2],
      data: Float32Array.of(1, 2),
    });
  });
});
