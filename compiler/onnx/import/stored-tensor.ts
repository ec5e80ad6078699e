import { fail } from '../../diagnostics/diagnostic.js';
import { elementCount } from '../../ir/types.js';
import type { NumberDtype } from '../../weights/dtype.js';
import { decodeNumbers, dtypeBits } from '../../weights/dtype.js';
import type { ByteSource } from '../../weights/index.js';
import type { MessageValue } from '../proto/field.js';
import { tensorProto } from '../proto/messages.js';
import { decodeMessage } from '../proto/read.js';
import type { Range } from '../proto/scan.js';
import { fieldsIn } from '../proto/scan.js';
import { dataTypeName, dtypeOf } from './data-types.js';
import type { NumberArray, StoredTensor } from './model-file.js';

type TensorMessage = MessageValue<typeof tensorProto>;

/** Opens the file of that name beside the model; undefined where there is none. */
export type OpenBeside = (file: string) => ByteSource | undefined;

const RAW_DATA = tensorProto.raw_data.number;
/** Fields of TensorProto in which elements are numbers of the schema. */
const TYPED = ['float_data', 'int32_data', 'int64_data', 'double_data', 'uint64_data'] as const;
const TYPED_NUMBERS: ReadonlySet<number> = new Set(TYPED.map((name) => tensorProto[name].number));
/** TensorProto.DataLocation */
const EXTERNAL = 1;

/** A tensor that lies at `range` of the file, of which only what stands in front of its elements is read. */
export function tensorAt(source: ByteSource, range: Range, open: OpenBeside): StoredTensor {
  const elements: (Range & { readonly number: number })[] = [];
  let header: TensorMessage = {};
  for (const field of fieldsIn(source, range)) {
    if (field.number === RAW_DATA || TYPED_NUMBERS.has(field.number)) elements.push(field);
  }
  if (elements.length === 0) {
    header = decodeMessage(tensorProto, source.read(range.offset, range.length));
    return stored(source.name, header, undefined, open);
  }
  header = decodeMessage(tensorProto, headerBytes(source, range, elements));
  const raw = elements.find(({ number }) => number === RAW_DATA);
  return stored(
    source.name,
    header,
    raw === undefined
      ? () => typedNumbers(decodeMessage(tensorProto, source.read(range.offset, range.length)))
      : () => source.read(raw.offset, raw.length),
    open,
  );
}

/** A tensor that is in memory, as that of an attribute is. */
export function tensorIn(file: string, message: TensorMessage, open: OpenBeside): StoredTensor {
  const { raw_data: raw } = message;
  const typed = TYPED.some((name) => message[name] !== undefined);
  const elements = raw !== undefined ? () => raw : typed ? () => typedNumbers(message) : undefined;
  return stored(file, message, elements, open);
}

/** What of the message is not elements. */
function headerBytes(source: ByteSource, range: Range, elements: readonly Range[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const field of fieldsIn(source, range)) {
    if (elements.some(({ offset }) => offset === field.offset)) continue;
    const tag = field.number * 8 + field.wireType;
    const lengths = field.wireType === 2 ? varint(field.length) : [];
    pieces.push(
      Uint8Array.from([...varint(tag), ...lengths]),
      source.read(field.offset, field.length),
    );
  }
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** `elements` gives bytes as they are stored, or numbers of the schema. */
function stored(
  file: string,
  header: TensorMessage,
  elements: (() => Uint8Array | readonly number[]) | undefined,
  open: OpenBeside,
): StoredTensor {
  const { name = '', dims: shape = [], data_type: dataType = 0 } = header;
  const dtype = dtypeOf(dataType);
  const title = (problem: string): string => `the tensor ${name} of ${file} ${problem}`;
  if (dtype === undefined) {
    return fail({
      code: 'onnx/type',
      title: title(`has elements of ${dataTypeName(dataType)}`),
      hint: 'elements may be floats of 16, 32 and 64 bits, whole numbers and bools',
    });
  }
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count) || shape.some((extent) => extent < 0)) {
    return fail({ code: 'onnx/damaged', title: title(`has the shape [${shape.join(',')}]`) });
  }
  return {
    name,
    dtype,
    shape,
    read() {
      const given =
        header.data_location === EXTERNAL
          ? externalBytes(file, header, (count * bitsOf(dtype)) / 8, open)
          : (elements?.() ?? []);
      const numbers =
        given instanceof Uint8Array ? fromBytes(given, dtype) : fromNumbers(given, dtype);
      if (numbers?.length === count) return numbers;
      const found =
        given instanceof Uint8Array ? `${given.length} bytes` : `${given.length} numbers`;
      return fail({
        code: 'onnx/damaged',
        title: title(`has ${found} for [${shape.join(',')}] elements of ${dtype}`),
      });
    },
  };
}

function bitsOf(dtype: NumberDtype): number {
  return dtypeBits(dtype) ?? 0;
}

function fromBytes(bytes: Uint8Array, dtype: NumberDtype): NumberArray | undefined {
  if (bytes.length % (bitsOf(dtype) / 8) !== 0) return undefined;
  const numbers = decodeNumbers(bytes, dtype);
  return numbers instanceof BigInt64Array || numbers instanceof BigUint64Array
    ? Float64Array.from(numbers, Number)
    : numbers;
}

/** int32_data holds all types of up to 32 bits, floats of 16 as their bits. */
function fromNumbers(numbers: readonly number[], dtype: NumberDtype): NumberArray | undefined {
  if (dtype === 'F16' || dtype === 'BF16') {
    const bits = Uint16Array.from(numbers);
    return fromBytes(new Uint8Array(bits.buffer), dtype);
  }
  return dtype === 'F32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
}

function typedNumbers(message: TensorMessage): readonly number[] {
  for (const name of TYPED) {
    const numbers = message[name];
    if (numbers !== undefined) return numbers;
  }
  return [];
}

/** Elements in a file of their own beside the model, as models of more than 2 GiB have them. */
function externalBytes(
  file: string,
  { name = '', external_data: entries = [] }: TensorMessage,
  bytes: number,
  open: OpenBeside,
): Uint8Array {
  const given = new Map(entries.map(({ key = '', value = '' }) => [key, value]));
  const location = given.get('location') ?? '';
  const offset = Number(given.get('offset') ?? 0);
  const length = Number(given.get('length') ?? bytes);
  const source = isInside(location) ? open(location) : undefined;
  if (source === undefined) {
    return fail({
      code: 'onnx/external',
      title: `the elements of ${name} are in the file ${location}, which is not beside ${file}`,
      hint: 'keep the files of a model together; only files in the folder of the model are read',
    });
  }
  const isThere = Number.isSafeInteger(offset) && offset >= 0 && length >= 0;
  if (!isThere || !(offset + length <= source.byteLength)) {
    return fail({
      code: 'onnx/external',
      title:
        `the elements of ${name} should be ${length} bytes from byte ${offset} of ${location}, ` +
        `which has ${source.byteLength}`,
    });
  }
  return source.read(offset, length);
}

/** A model may name only what lies beside it or below. */
function isInside(location: string): boolean {
  return location !== '' && !/^[/\\]|^\w:|(^|[/\\])\.\.([/\\]|$)/.test(location);
}
