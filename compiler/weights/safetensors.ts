import { fail } from '../diagnostics/diagnostic.js';
import type { ByteSource } from './byte-source.js';
import type { StoredNumbers } from './dtype.js';
import { FLOAT_DTYPES, decodeFloats, decodeNumbers, isFloatDtype, isNumberDtype } from './dtype.js';
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
  /** The elements of any tensor of real numbers, as they are; throws a DiagnosticError when it is none. */
  readNumbers(name: string): StoredNumbers;
}

/** Opens a safetensors file; throws a DiagnosticError that lists everything wrong with its header. */
export function openSafetensors(source: ByteSource): Safetensors {
  const { metadata, tensors } = readHeader(source);
  const entryOf = (name: string): TensorEntry =>
    tensors.get(name) ??
    fail({
      code: 'weights/missing',
      title: `${source.name} has no tensor named ${quote(name)}`,
    });
  const bytesOf = ({ begin, end }: TensorEntry): Uint8Array => source.read(begin, end - begin);
  const failDtype = (name: string, { dtype, shape }: TensorEntry, what: string, hint: string) =>
    fail({
      code: 'weights/dtype',
      title: `${source.name}: ${quote(name)} is ${dtype}[${shape.join(',')}], which is no ${what}`,
      hint,
    });
  return {
    name: source.name,
    metadata,
    tensors,
    aliases: aliasesIn(metadata, tensors),
    read({ name }) {
      const entry = entryOf(name);
      const { dtype } = entry;
      if (isFloatDtype(dtype)) return decodeFloats(bytesOf(entry), dtype);
      const hint = `parameters are read from ${FLOAT_DTYPES.join(', ')}`;
      return failDtype(name, entry, 'float tensor', hint);
    },
    readNumbers(name) {
      const entry = entryOf(name);
      const { dtype } = entry;
      if (isNumberDtype(dtype)) return decodeNumbers(bytesOf(entry), dtype);
      return failDtype(name, entry, 'tensor of real numbers', 'save it as F32 or I32');
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
