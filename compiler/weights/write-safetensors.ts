import type { NumberDtype } from './dtype.js';
import type { Elements } from '../ir/tensor.js';
import type { ElementType, Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

/** A tensor to be written; `read` is called when its turn comes. */
export interface TensorToWrite {
  readonly name: string;
  readonly shape: Shape;
  /** The type of its elements; absent means f32. */
  readonly element?: ElementType;
  read(): Elements;
}

const STORED_AS = {
  f32: { dtype: 'F32', bytes: 4 },
  i32: { dtype: 'I32', bytes: 4 },
  u8: { dtype: 'U8', bytes: 1 },
  bool: { dtype: 'BOOL', bytes: 1 },
} as const satisfies Readonly<Record<ElementType, { readonly dtype: NumberDtype; bytes: number }>>;

/**
 * The bytes of a safetensors file, piece by piece: the header, then one piece per
 * tensor in the given order, so that no more than one tensor is in memory. Throws a RangeError when
 * two tensors share a name or `read` gives the wrong number of elements.
 */
export function* writeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array, void> {
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set('__metadata__', metadata);
  let offset = 0;
  for (const { name, shape, element = 'f32' } of tensors) {
    if (header.has(name) || name === '__metadata__') {
      throw new RangeError(`the name "${name}" is taken`);
    }
    const { dtype, bytes } = STORED_AS[element];
    const end = offset + elementCount(shape) * bytes;
    header.set(name, { dtype, shape, data_offsets: [offset, end] });
    offset = end;
  }
  yield headerBytes(JSON.stringify(Object.fromEntries(header)));

  for (const tensor of tensors) {
    const data = tensor.read();
    if (data.length !== elementCount(tensor.shape)) {
      throw new RangeError(
        `"${tensor.name}" of shape [${tensor.shape.join(',')}] was given ${data.length} elements`,
      );
    }
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/** Length and text, padded with spaces so that the elements begin at a multiple of 8 bytes. */
function headerBytes(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}
