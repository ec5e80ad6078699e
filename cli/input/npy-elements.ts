import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { NumberDtype, StoredNumbers } from '../../compiler/weights/index.js';
import { decodeNumbers } from '../../compiler/weights/index.js';

export interface NpyType {
  /** What NumPy calls it. */
  readonly name: string;
  readonly dtype: NumberDtype;
  readonly bytes: number;
  readonly bigEndian: boolean;
}

/** Kinds of elements that are no real numbers, and what a file with them holds. */
const OTHERS: Readonly<Partial<Record<string, string>>> = {
  c: 'complex numbers',
  S: 'text',
  a: 'text',
  U: 'text',
  O: 'Python objects',
  M: 'dates',
  m: 'spans of time',
  V: 'bytes without a type',
};

/** What NumPy calls types of real numbers, and safetensors. */
const DTYPES: Readonly<Partial<Record<string, readonly [name: string, dtype: NumberDtype]>>> = {
  b1: ['bool', 'BOOL'],
  u1: ['uint8', 'U8'],
  i1: ['int8', 'I8'],
  u2: ['uint16', 'U16'],
  i2: ['int16', 'I16'],
  u4: ['uint32', 'U32'],
  i4: ['int32', 'I32'],
  u8: ['uint64', 'U64'],
  i8: ['int64', 'I64'],
  f2: ['float16', 'F16'],
  f4: ['float32', 'F32'],
  f8: ['float64', 'F64'],
};

/** What a `descr` such as `<f4` says; throws a DiagnosticError when elements are no real numbers. */
export function npyType(file: string, descr: string): NpyType {
  const [, order, kind, size] = /^([<>|=]?)([a-zA-Z])(\d*)(?:\[.*\])?$/.exec(descr) ?? [];
  const bytes = Number(size);
  const known = DTYPES[`${kind}${size}`];
  if (known !== undefined) {
    const [name, dtype] = known;
    return { name, dtype, bytes, bigEndian: order === '>' };
  }
  const holds =
    kind === 'f' && bytes > 8
      ? `floats of ${bytes * 8} bits, which differ between machines`
      : (OTHERS[kind] ?? (descr === 'a structure' ? 'structures' : 'elements of no known type'));
  return fail({
    code: 'npy/dtype',
    title: `${file} holds ${holds} (${descr})`,
    hint: 'save real numbers: numpy.save(path, array.astype("float32"))',
  });
}

/** The elements of an array; `bytes` is changed. */
export function decodeElements(
  { dtype, bytes: size, bigEndian }: NpyType,
  bytes: Uint8Array<ArrayBuffer>,
): StoredNumbers {
  // Typed arrays have the order of the machine, which is little-endian wherever Node runs wasm.
  if (bigEndian && size > 1) swap(bytes, size);
  return decodeNumbers(bytes, dtype);
}

function swap(bytes: Uint8Array<ArrayBuffer>, size: number): void {
  const buffer = Buffer.from(bytes.buffer);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}
