import { describe, expect, it } from 'vitest';
import { decodeNpy } from '../../cli/input/npy.js';
import { encodeNpy } from '../../cli/output/npy.js';

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
  it('may hold float32, float64 or uint8', () => {
    const single = npy(header('<f4', '(1, 3)'), bytesOf(Float32Array.of(1, 2.5, -3)));
    expect(decodeNpy('a.npy', single)).toEqual({
      shape: [1, 3],
      data: Float32Array.of(1, 2.5, -3),
    });
    const double = npy(header('<f8', '(2,)'), bytesOf(Float64Array.of(0.1, 1e300)), 2);
    expect(decodeNpy('a.npy', double)).toEqual({
      shape: [2],
      data: Float32Array.of(0.1, Infinity),
    });
    const pixels = npy(header('|u1', '(2, 1)'), Uint8Array.of(7, 255), 3);
    expect(decodeNpy('a.npy', pixels)).toEqual({ shape: [2, 1], data: Uint8Array.of(7, 255) });
    const scalar = npy(header('<f4', '()'), bytesOf(Float32Array.of(4)));
    expect(decodeNpy('a.npy', scalar)).toEqual({ shape: [], data: Float32Array.of(4) });
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
    ['of integers', npy(header('<i8', '(1,)'), new Uint8Array(8)), /npy\/dtype: .* type <i8/],
    ['big-endian', npy(header('>f4', '(1,)'), new Uint8Array(4)), /npy\/dtype: .* type >f4/],
    ['in Fortran order', npy(header('<f4', '(1,)', 'True'), new Uint8Array(4)), /npy\/order/],
    [
      'of a structure',
      npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", new Uint8Array(4)),
      /npy\/dtype: .* a structure/,
    ],
    ['without a shape', npy("{'descr': '<f4'}", new Uint8Array(4)), /does not describe an array/],
  ];
  it.each(cases)('is refused when it is %s', (_, bytes, message) => {
    expect(() => decodeNpy('a.npy', bytes)).toThrow(message);
  });

  it('is written as numpy.save writes it', () => {
    const bytes = encodeNpy([1, 2], Float32Array.of(1, 2));
    // Taken from `numpy.save('a.npy', numpy.array([[1, 2]], '<f4'))`.
    const expected =
      "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }" +
      ' '.repeat(58) +
      '\n\x00\x00\x80?\x00\x00\x00@';
    expect(Buffer.from(bytes).toString('latin1')).toBe(expected);
    expect(decodeNpy('a.npy', encodeNpy([2], Float32Array.of(1, 2)))).toEqual({
      shape: [2],
      data: Float32Array.of(1, 2),
    });
  });
});
