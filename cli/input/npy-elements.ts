import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { decodeFloat16 } from '../../compiler/weights/float16.js';

/** Numbers as f32, or bytes, which are pixels or numbers as an input likes. */
export interface NpyElements {
  readonly data: Float32Array | Uint8Array;
  /** What NumPy calls their type. */
  readonly type: string;
  readonly isWhole: boolean;
  /** How many have no f32 of their own and became the nearest: whole numbers, and what is too large. */
  readonly rounded: number;
}

export interface ElementType {
  readonly name: string;
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

const NAMES: Readonly<Partial<Record<string, string>>> = {
  b: 'bool',
  f: 'float',
  i: 'int',
  u: 'uint',
};

/** What a `descr` such as `<f4` says; throws a DiagnosticError when elements are no real numbers. */
export function elementType(file: string, descr: string): ElementType {
  const [, order, kind, size] = /^([<>|=]?)([a-zA-Z])(\d*)(?:\[.*\])?$/.exec(descr) ?? [];
  const bytes = Number(size);
  const name = `${NAMES[kind] ?? ''}${kind === 'b' ? '' : bytes * 8}`;
  if (Object.hasOwn(DECODERS, name)) return { name, bytes, bigEndian: order === '>' };
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

type Elements = Pick<NpyElements, 'data' | 'rounded'>;

const DECODERS: Readonly<Record<string, (bytes: ArrayBuffer) => Elements>> = {
  bool: (bytes) => exact(new Uint8Array(bytes).map((byte) => (byte === 0 ? 0 : 1))),
  uint8: (bytes) => ({ data: new Uint8Array(bytes), rounded: 0 }),
  int8: (bytes) => exact(new Int8Array(bytes)),
  uint16: (bytes) => exact(new Uint16Array(bytes)),
  int16: (bytes) => exact(new Int16Array(bytes)),
  uint32: (bytes) => words(new Uint32Array(bytes)),
  int32: (bytes) => words(new Int32Array(bytes)),
  uint64: (bytes) => longs(new BigUint64Array(bytes)),
  int64: (bytes) => longs(new BigInt64Array(bytes)),
  float16: (bytes) => exact(decodeFloat16(new Uint16Array(bytes))),
  float32: (bytes) => ({ data: new Float32Array(bytes), rounded: 0 }),
  float64(bytes) {
    const wide = new Float64Array(bytes);
    const data = Float32Array.from(wide);
    // Digits are lost without a word, as everywhere; a number is not.
    return { data, rounded: count(data, (value, at) => !isFinite(value) && isFinite(wide[at])) };
  },
};

/** The elements of an array; `bytes` is changed. */
export function decodeElements(
  { name, bytes: size, bigEndian }: ElementType,
  bytes: Uint8Array<ArrayBuffer>,
): NpyElements {
  // Typed arrays have the order of the machine, which is little-endian wherever Node runs wasm.
  if (bigEndian && size > 1) swap(bytes, size);
  const isWhole = !name.startsWith('float');
  return { ...DECODERS[name](bytes.buffer), type: name, isWhole };
}

function swap(bytes: Uint8Array<ArrayBuffer>, size: number): void {
  const buffer = Buffer.from(bytes.buffer);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}

function exact(values: ArrayLike<number>): Elements {
  return { data: Float32Array.from(values), rounded: 0 };
}

function words(values: Uint32Array | Int32Array): Elements {
  const data = Float32Array.from(values);
  return { data, rounded: count(data, (value, at) => value !== values[at]) };
}

function longs(values: BigUint64Array | BigInt64Array): Elements {
  const data = Float32Array.from(values, oddBeyondDouble);
  return { data, rounded: count(data, (value, at) => BigInt(value) !== values[at]) };
}

/**
 * A whole number of up to 64 bits as an f64 that is rounded to the same f32: where bits are lost, the
 * last one kept is set, so that a tie between two f32 remains none (rounding to odd).
 */
function oddBeyondDouble(value: bigint): number {
  if (BigInt.asIntN(54, value) === value) return Number(value);
  const magnitude = value < 0n ? -value : value;
  const odd = (magnitude & 2047n) === 0n ? 0n : 1n;
  return Number((magnitude >> 11n) | odd) * (value < 0n ? -2048 : 2048);
}

function count(data: Float32Array, test: (value: number, at: number) => boolean): number {
  let found = 0;
  data.forEach((value, at) => {
    if (test(value, at)) found++;
  });
  return found;
}
