/** The bytes of a NumPy `.npy` file, version 1.0, of little-endian 32-bit floats in C order. */
export function encodeNpy(shape: readonly number[], data: Float32Array): Uint8Array {
  // Python writes a tuple of one element with a comma.
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Padded so that the elements begin at a multiple of 64 bytes; the last character is a newline.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = `\x93NUMPY\x01\x00${String.fromCharCode(length & 255, length >> 8)}`;
  const head = Buffer.from(`${header}${text.padEnd(length - 1)}\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}
