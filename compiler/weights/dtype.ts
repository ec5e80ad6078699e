import { decodeFloat16 } from './float16.js';

/** Element types of the safetensors format, by their size in bytes. */
export const DTYPE_BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

/** The element types that can become network parameters. */
export const FLOAT_DTYPES = ['F32', 'F16', 'BF16', 'F64'] as const;

export type FloatDtype = (typeof FLOAT_DTYPES)[number];

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(DTYPE_BYTES, name);
}

export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return (FLOAT_DTYPES as readonly string[]).includes(dtype);
}

/**
 * Little-endian elements of `dtype` as 32-bit floats; F64 is rounded to the nearest. Those that are
 * floats already stay where they are, if they have the buffer to themselves.
 */
export function decodeFloats(bytes: Uint8Array, dtype: FloatDtype): Float32Array {
  if (dtype === 'F32' && bytes.byteLength === bytes.buffer.byteLength) {
    return new Float32Array(bytes.buffer);
  }
  // A copy: the elements need not be aligned where they lie in the file.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return decodeFloat16(new Uint16Array(buffer));
    case 'BF16':
      // The upper half of a 32-bit float.
      return new Float32Array(
        Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer,
      );
  }
}
