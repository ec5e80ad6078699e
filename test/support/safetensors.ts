import { writeSafetensors } from '../../compiler/weights/index.js';

/** A safetensors file of F32 tensors; those without a shape are vectors. */
export function safetensorsFile(
  tensors: Readonly<Record<string, readonly number[]>>,
  shapes: Readonly<Record<string, readonly number[]>> = {},
): Uint8Array {
  const written = Object.entries(tensors).map(([name, values]) => ({
    name,
    shape: Object.hasOwn(shapes, name) ? shapes[name] : [values.length],
    read: () => Float32Array.from(values),
  }));
  return Buffer.concat([...writeSafetensors(written)]);
}

/** A tensor of F32 numbers, by its extents, or anything else. */
export type RawTensor =
  | readonly number[]
  | {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly bytes: number | Uint8Array;
    };

/** A safetensors file of any types; in F32 tensors all elements are the tensor's number, from 1. */
export function rawSafetensors(
  tensors: Readonly<Record<string, RawTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let end = 0;
  Object.entries(tensors).forEach(([name, tensor], index) => {
    const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
    const { dtype, shape, data } =
      'dtype' in tensor
        ? {
            ...tensor,
            data: typeof tensor.bytes === 'number' ? new Uint8Array(tensor.bytes) : tensor.bytes,
          }
        : {
            dtype: 'F32',
            shape: tensor,
            data: Buffer.from(new Float32Array(count(tensor)).fill(index + 1).buffer),
          };
    header[name] = { dtype, shape, data_offsets: [end, end + data.length] };
    parts.push(data);
    end += data.length;
  });
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

/** Numbers and how a file stores them. */
export interface StoredNumbers {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

const STORED: Readonly<Record<string, (numbers: readonly number[]) => ArrayBufferView>> = {
  F32: (numbers) => Float32Array.from(numbers),
  // Of small halves alone.
  F16: (numbers) => Uint16Array.from(numbers, (number) => (Math.log2(number) + 15) << 10),
  I64: (numbers) => BigInt64Array.from(numbers, BigInt),
  I32: (numbers) => Int32Array.from(numbers),
  I16: (numbers) => Int16Array.from(numbers),
  U8: (numbers) => Uint8Array.from(numbers),
  BOOL: (numbers) => Uint8Array.from(numbers),
};

/** A safetensors file of numbers of any type; those of F16 must be powers of 2. */
export function numbersFile(tensors: Readonly<Record<string, StoredNumbers>>): Uint8Array {
  return rawSafetensors(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { dtype, shape, numbers }]) => {
        const { buffer, byteOffset, byteLength } = STORED[dtype](numbers);
        return [name, { dtype, shape, bytes: new Uint8Array(buffer, byteOffset, byteLength) }];
      }),
    ),
  );
}
