import { decodeFloat16 } from './float16.js';

/**
 * Element types of the safetensors format, as of its version 0.8, by their size in bits. A header may
 * name others, of a later version: nobody has to know them who does not need their tensors.
 */
const DTYPE_BITS: Readonly<Record<string, number>> = {
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E5M2FNUZ: 8,
  F8_E4M3FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};

/** Bits of an element; undefined for a type that is not known here. */
export function dtypeBits(dtype: string): number | undefined {
  return Object.hasOwn(DTYPE_BITS, dtype) ? DTYPE_BITS[dtype] : undefined;
}

/** The element types that can become network parameters. */
export const FLOAT_DTYPES = ['F32', 'F16', 'BF16', 'F64'] as const;

export type FloatDtype = (typeof FLOAT_DTYPES)[number];

export function isFloatDtype(dtype: string): dtype is FloatDtype {
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
