import type { Span } from '../diagnostics/diagnostic.js';
import { fail } from '../diagnostics/diagnostic.js';
import type { Elements } from '../ir/tensor.js';
import type { ElementType } from '../ir/types.js';
import type { ByteSource } from './byte-source.js';
import type { StoredNumbers } from './dtype.js';
import { decodeFloats, decodeNumbers, dtypesFor, isFloatDtype, isNumberDtype } from './dtype.js';
import type { Foreign, IntegerType } from './integers.js';
import { integersOf, isInteger, rangeText, widerType } from './integers.js';
import type { TensorEntry } from './safetensors-header.js';
import { quote } from './quote.js';
import { readHeader } from './safetensors-header.js';
import type { WeightSource } from './weight-source.js';

/** What a tensor is read for: a parameter of f32 unless it says otherwise. */
interface WantedTensor {
  readonly name: string;
  readonly element?: ElementType;
  readonly span?: Span;
}

/** An open safetensors file; its elements are read from the source when they are asked for. */
export interface Safetensors extends WeightSource {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /**
   * The elements of the tensor of that name, as those of a parameter. Throws a DiagnosticError where they
   * are stored as another kind of number, or one is out of the parameter's range.
   */
  read(parameter: WantedTensor): Elements;
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
    read({ name, element = 'f32', span }) {
      const entry = entryOf(name);
      const { dtype, shape } = entry;
      if (!isInteger(element)) {
        if (isFloatDtype(dtype)) return decodeFloats(bytesOf(entry), dtype);
        const hint = `parameters are read from ${dtypesFor(element).join(', ')}`;
        return failDtype(name, entry, 'float tensor', hint);
      }
      if (!isNumberDtype(dtype) || isFloatDtype(dtype)) {
        const hint = `parameters of ${element} are read from ${dtypesFor(element).join(', ')}`;
        return failDtype(name, entry, 'tensor of whole numbers', hint);
      }
      const integers = integersOf(element, decodeNumbers(bytesOf(entry), dtype), shape);
      if ('data' in integers) return integers.data;
      return failRange(source.name, { name, element, span }, integers.foreign);
    },
    readNumbers(name) {
      const entry = entryOf(name);
      const { dtype } = entry;
      if (isNumberDtype(dtype)) return decodeNumbers(bytesOf(entry), dtype);
      return failDtype(name, entry, 'tensor of real numbers', 'save it as F32 or I32');
    },
  };
}

function failRange(
  file: string,
  parameter: WantedTensor & { readonly element: IntegerType },
  { index, value, count }: Foreign,
): never {
  const { name, element, span } = parameter;
  return fail({
    code: 'weights/value',
    title:
      `element [${index.join(',')}] of ${quote(name)} is ${value} in ${file}, ` +
      `but a parameter of ${element} holds ${rangeText(element)}`,
    ...(span === undefined ? {} : { primary: { span, message: 'this layer needs it' } }),
    ...(count > 1 ? { notes: [`${count} of its elements are no such numbers`] } : {}),
    hint: remedy(element, Number(value)),
  });
}

/** What to declare for a number that is none of a type. */
function remedy(element: IntegerType, number: number): string {
  const wider = widerType(element, number);
  return wider === undefined
    ? 'i32 has the largest range of all types of whole numbers'
    : `a parameter of ${wider} takes it`;
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
