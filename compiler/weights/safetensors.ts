import { fail } from '../diagnostics/diagnostic.js';
import type { ByteSource } from './byte-source.js';
import { FLOAT_DTYPES, decodeFloats, isFloatDtype } from './dtype.js';
import type { TensorEntry } from './safetensors-header.js';
import { quote } from './quote.js';
import { readHeader } from './safetensors-header.js';
import type { WeightSource } from './weight-source.js';

/** An open safetensors file; its elements are read from the source when they are asked for. */
export interface Safetensors extends WeightSource {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** The elements of the tensor of that name; throws a DiagnosticError when it is no float tensor. */
  read(tensor: { readonly name: string }): Float32Array;
}

/** Opens a safetensors file; throws a DiagnosticError that lists everything wrong with its header. */
export function openSafetensors(source: ByteSource): Safetensors {
  const { metadata, tensors } = readHeader(source);
  return {
    name: source.name,
    metadata,
    tensors,
    aliases: aliasesIn(metadata, tensors),
    read({ name }) {
      const entry = tensors.get(name);
      if (entry === undefined) {
        return fail({
          code: 'weights/missing',
          title: `${source.name} has no tensor named ${quote(name)}`,
        });
      }
      const { dtype, shape, begin, end } = entry;
      if (!isFloatDtype(dtype)) {
        return fail({
          code: 'weights/dtype',
          title: `${source.name}: ${quote(name)} is ${dtype}[${shape.join(',')}], which is no float tensor`,
          hint: `parameters are read from ${FLOAT_DTYPES.join(', ')}`,
        });
      }
      return decodeFloats(source.read(begin, end - begin), dtype);
    },
  };
}

/**
 * `save_model` of the format's own library writes tensors that share memory once, and keeps in the
 * metadata, under each name that it left out, the name of the one it wrote.
 */
function aliasesIn(
  metadata: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, TensorEntry>,
): Map<string, string> {
  return new Map([...metadata].filter(([left, kept]) => !tensors.has(left) && tensors.has(kept)));
}
