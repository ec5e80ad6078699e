import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

/** A tensor to be written; `read` is called when its turn comes. */
export interface TensorToWrite {
  readonly name: string;
  readonly shape: Shape;
  read(): Float32Array;
}

/**
 * The bytes of a safetensors file of F32 tensors, piece by piece: the header, then one piece per
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
  for (const { name, shape } of tensors) {
    if (header.has(name) || name === '__metadata__') {
      throw new RangeError(`the name "${name}" is taken`);
    }
    const end = offset + elementCount(shape) * 4;
    header.set(name, { dtype: 'F32', shape, data_offsets: [offset, end] });
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
