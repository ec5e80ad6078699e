import type { Elements } from '../../compiler/ir/tensor.js';
import type { TensorType } from '../../compiler/ir/types.js';

/** What NumPy calls our types, little-endian. */
const DESCRIPTIONS = { f32: '<f4', i32: '<i4', u8: '|u1', bool: '|b1' } as const;

/** The bytes of a NumPy `.npy` file, version 1.0, of elements of a type in C order. */
export function encodeNpy({ element, shape }: TensorType, data: Elements): Uint8Array {
  // Python writes a tuple of one element with a comma.
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${DESCRIPTIONS[element]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Padded so that the elements begin at a multiple of 64 bytes; the last character is a newline.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = `\x93NUMPY\x01\x00${String.fromCharCode(length & 255, length >> 8)}`;
  const head = Buffer.from(`${header}${text.padEnd(length - 1)}\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}
