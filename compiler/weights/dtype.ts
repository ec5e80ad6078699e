import type { ElementType } from '../ir/types.js';
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

/** The element types that parameters of f32 are read from. */
const FLOAT_DTYPES = ['F32', 'F16', 'BF16', 'F64'] as const;

type FloatDtype = (typeof FLOAT_DTYPES)[number];

export function isFloatDtype(dtype: string): dtype is FloatDtype {
  return (FLOAT_DTYPES as readonly string[]).includes(dtype);
}

/** Those that parameters of whole numbers are read from. */
const INTEGER_DTYPES = ['I32', 'I64', 'U8', 'I8', 'I16', 'U16', 'U32', 'U64', 'BOOL'] as const;

/** The element types that parameters of a type are read from. */
export function dtypesFor(element: ElementType): readonly NumberDtype[] {
  return element === 'f32' ? FLOAT_DTYPES : INTEGER_DTYPES;
}

/** Real numbers, each as it was stored; those of 64 bits are bigints. */
export type StoredNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Each makes an array of a buffer that begins with an element; floats of 16 bits become f32. */
const DECODERS = {
  BOOL: (bytes: ArrayBuffer) => new Uint8Array(bytes).map((byte) => (byte === 0 ? 0 : 1)),
  U8: (bytes: ArrayBuffer) => new Uint8Array(bytes),
  I8: (bytes: ArrayBuffer) => new Int8Array(bytes),
  U16: (bytes: ArrayBuffer) => new Uint16Array(bytes),
  I16: (bytes: ArrayBuffer) => new Int16Array(bytes),
  U32: (bytes: ArrayBuffer) => new Uint32Array(bytes),
  I32: (bytes: ArrayBuffer) => new Int32Array(bytes),
  U64: (bytes: ArrayBuffer) => new BigUint64Array(bytes),
  I64: (bytes: ArrayBuffer) => new BigInt64Array(bytes),
  F16: (bytes: ArrayBuffer) => decodeFloat16(new Uint16Array(bytes)),
  // The upper half of a 32-bit float.
  BF16: (bytes: ArrayBuffer) =>
    new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer),
  F32: (bytes: ArrayBuffer) => new Float32Array(bytes),
  F64: (bytes: ArrayBuffer) => new Float64Array(bytes),
} as const satisfies Readonly<Record<string, (bytes: ArrayBuffer) => StoredNumbers>>;

/** The element types that are real numbers of at least 8 bits each. */
export type NumberDtype = keyof typeof DECODERS;

export function isNumberDtype(dtype: string): dtype is NumberDtype {
  return Object.hasOwn(DECODERS, dtype);
}

/**
 * Little-endian elements of `dtype`; a bool is 0 or 1. Those that need no decoding stay where they are,
 * if they have the buffer to themselves.
 */
export function decodeNumbers<D extends NumberDtype>(
  bytes: Uint8Array,
  dtype: D,
): ReturnType<(typeof DECODERS)[D]> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
  // A copy: the elements need not be aligned where they lie in the file.
  const own = isWhole ? buffer : new Uint8Array(bytes).buffer;
  return DECODERS[dtype](own) as ReturnType<(typeof DECODERS)[D]>;
}

/** Little-endian elements of `dtype` as 32-bit floats; F64 is rounded to the nearest. */
export function decodeFloats(bytes: Uint8Array, dtype: FloatDtype): Float32Array {
  const numbers = decodeNumbers(bytes, dtype);
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
}
