import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import type { ByteSource } from './byte-source.js';
import type { Dtype } from './dtype.js';
import { DTYPE_BYTES, isDtype } from './dtype.js';
import { duplicateKeys } from './json-keys.js';

/** One tensor of the file; `begin` and `end` are byte offsets into the file. */
export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** The format's own limit, which keeps a damaged length from asking for gigabytes. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads the header of a safetensors file: 8 bytes of little-endian length, then that many bytes of
 * JSON, then the elements of all tensors without holes. Throws a DiagnosticError that lists
 * everything wrong with it.
 *
 * Format: https://github.com/huggingface/safetensors#format
 */
export function readHeader(source: ByteSource): SafetensorsHeader {
  const problems = new Problems(source.name);
  const length = headerLength(source, problems);
  const text = headerText(source, length, problems);
  const object = headerObject(text, problems);
  for (const key of duplicateKeys(text)) {
    problems.add('duplicate', `the tensor ${quote(key)} stands in the header twice`);
  }

  const dataBegin = 8 + length;
  const metadata = new Map<string, string>();
  const tensors = new Map<string, TensorEntry>();
  for (const [name, entry] of Object.entries(object)) {
    if (name === '__metadata__') readMetadata(entry, metadata, problems);
    else {
      const tensor = readEntry(name, entry, dataBegin, problems);
      if (tensor !== undefined) tensors.set(name, tensor);
    }
  }
  // Ranges of a header with damaged entries would only repeat what has been said about them.
  if (problems.list.length === 0) checkRanges(tensors, dataBegin, source.byteLength, problems);
  problems.throwAny();
  return { metadata, tensors };
}

class Problems {
  readonly list: Diagnostic[] = [];

  constructor(private readonly file: string) {}

  add(code: string, title: string, hint?: string): void {
    this.list.push({
      severity: 'error',
      code: `safetensors/${code}`,
      title: `${this.file}: ${title}`,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  throwAny(): void {
    if (this.list.length > 0) throw new DiagnosticError(this.list);
  }

  stop(code: string, title: string, hint?: string): never {
    this.add(code, title, hint);
    throw new DiagnosticError(this.list);
  }
}

function headerLength(source: ByteSource, problems: Problems): number {
  const { byteLength } = source;
  if (byteLength < 8) {
    problems.stop(
      'truncated',
      `a safetensors file begins with 8 bytes of header length, but the file has ${byteLength}`,
    );
  }
  const bytes = source.read(0, 8);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    problems.stop(
      'header-length',
      `the header claims ${length} bytes, but the format allows ${MAX_HEADER_BYTES}`,
      'is this a safetensors file? PyTorch writes one with safetensors.torch.save_file(state_dict, path)',
    );
  }
  if (8 + length > byteLength) {
    problems.stop(
      'truncated',
      `the header claims ${length} bytes, but only ${byteLength - 8} follow its length`,
    );
  }
  return length;
}

function headerText(source: ByteSource, length: number, problems: Problems): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source.read(8, length));
  } catch {
    return problems.stop('encoding', `the header's ${length} bytes are not valid UTF-8`);
  }
}

function headerObject(text: string, problems: Problems): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problems.stop('json', `the header is not valid JSON: ${reason}`);
  }
  if (!isRecord(value)) {
    return problems.stop('json', `the header must be a JSON object, but is ${describe(value)}`);
  }
  return value;
}

function readMetadata(entry: unknown, metadata: Map<string, string>, problems: Problems): void {
  if (!isRecord(entry)) {
    problems.add(
      'metadata',
      `__metadata__ must be an object of strings, but is ${describe(entry)}`,
    );
    return;
  }
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value === 'string') metadata.set(key, value);
    else
      problems.add('metadata', `__metadata__.${key} must be a string, but is ${describe(value)}`);
  }
}

function readEntry(
  name: string,
  entry: unknown,
  dataBegin: number,
  problems: Problems,
): TensorEntry | undefined {
  const where = `tensor ${quote(name)}`;
  if (!isRecord(entry)) {
    problems.add('entry', `${where} must be an object, but is ${describe(entry)}`);
    return undefined;
  }
  const { dtype, shape, data_offsets: offsets } = entry;
  const before = problems.list.length;
  if (!isDtype(dtype)) {
    const known = Object.keys(DTYPE_BYTES).join(', ');
    problems.add('dtype', `${where} has dtype ${describe(dtype)}; known are ${known}`);
  }
  if (!isCounts(shape)) {
    problems.add('shape', `${where} has shape ${describe(shape)}, which is no list of extents`);
  }
  if (!areIntegers(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    problems.add('offsets', `${where} has data_offsets ${describe(offsets)}, not [begin, end]`);
  }
  if (problems.list.length > before) return undefined;

  const type = dtype as Dtype;
  const extents = shape as readonly number[];
  const [begin, end] = offsets as readonly number[];
  const expected = elementCount(extents) * DTYPE_BYTES[type];
  if (end - begin !== expected) {
    problems.add(
      'size',
      `${where} of ${type}[${extents.join(',')}] needs ${expected} bytes, ` +
        `but its data_offsets [${begin}, ${end}] span ${end - begin}`,
    );
    return undefined;
  }
  return { dtype: type, shape: extents, begin: dataBegin + begin, end: dataBegin + end };
}

/** The tensors must cover the file's data from its first byte to its last, each byte once. */
function checkRanges(
  tensors: ReadonlyMap<string, TensorEntry>,
  dataBegin: number,
  byteLength: number,
  problems: Problems,
): void {
  const ordered = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = dataBegin;
  let previous = 'the header';
  for (const [name, { begin, end }] of ordered) {
    const place = `${quote(name)} begins at byte ${begin - dataBegin} of the data`;
    const reach = `${previous} ends at ${covered - dataBegin}`;
    if (begin > covered)
      problems.add('gap', `${place}, but ${reach}: the bytes between are unused`);
    if (begin < covered) problems.add('overlap', `${place}, but ${reach}: the two overlap`);
    covered = Math.max(covered, end);
    previous = quote(name);
  }
  if (covered > byteLength) {
    problems.add(
      'truncated',
      `the tensors need ${covered - dataBegin} bytes of data, but ` +
        `the file has ${byteLength - dataBegin}: ${covered - byteLength} are missing`,
      'the file was cut off: download or save it again',
    );
  } else if (covered < byteLength) {
    problems.add(
      'trailing',
      `the tensors need ${covered - dataBegin} bytes of data, but ` +
        `the file has ${byteLength - dataBegin}`,
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Extents: exact non-negative integers whose product is exact too. */
function isCounts(value: unknown): value is readonly number[] {
  return areIntegers(value) && (value.includes(0) || Number.isSafeInteger(elementCount(value)));
}

function areIntegers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  );
}

/** A value of the header, short enough for a message. */
function describe(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function quote(name: string): string {
  return describe(name);
}
