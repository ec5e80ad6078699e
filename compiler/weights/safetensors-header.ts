import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { elementCount } from '../ir/types.js';
import type { ByteSource } from './byte-source.js';
import { dtypeBits } from './dtype.js';
import { scanJson } from './json-scan.js';
import { RECOGNISED_BYTES, recogniseFormat } from './other-formats.js';
import { abbreviate, quote } from './quote.js';
import type { StoredTensor } from './weight-source.js';

/** One tensor of the file; `begin` and `end` are byte offsets into the file. */
export interface TensorEntry extends StoredTensor {
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
/** Where the format's own library stops, too; three levels would do. */
const DEEPEST_HEADER = 128;

/**
 * Reads the header of a safetensors file: 8 bytes of little-endian length, then that many bytes of
 * JSON, then the elements of all tensors without holes. Throws a DiagnosticError that lists
 * everything wrong with it, or says what else the file is. A type that is not known here is no fault:
 * only who needs such a tensor has to know it.
 *
 * Format: https://github.com/huggingface/safetensors#format
 */
export function readHeader(source: ByteSource): SafetensorsHeader {
  const problems = new Problems(source.name);
  const { length, object } = readObject(source, problems);
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
  if (problems.count === 0) checkRanges(tensors, dataBegin, source.byteLength, problems);
  problems.throwAny();
  return { metadata, tensors };
}

/** How many faults of one kind are shown. */
const MOST_ALIKE = 4;

class Problems {
  count = 0;
  private readonly byCode = new Map<string, Diagnostic[]>();

  constructor(private readonly file: string) {}

  add(code: string, title: string, hint?: string): void {
    this.count++;
    const alike = this.byCode.get(code) ?? [];
    this.byCode.set(code, alike);
    alike.push({
      severity: 'error',
      code: `safetensors/${code}`,
      title: `${this.file}: ${title}`,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  throwAny(): void {
    if (this.count === 0) return;
    throw new DiagnosticError(
      [...this.byCode.values()].flatMap((alike) => {
        const more = alike.length - MOST_ALIKE;
        if (more < 1) return alike;
        const shown = alike.slice(0, MOST_ALIKE);
        const last = { ...shown[MOST_ALIKE - 1], notes: [`and ${more} more of this kind`] };
        return [...shown.slice(0, -1), last];
      }),
    );
  }
}

/** Ends the reading of a header: what cannot be one is perhaps a file of another kind. */
class Unreadable extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly hint = 'is it a whole safetensors file? PyTorch writes one with safetensors.torch.save_file',
  ) {
    super(title);
  }
}

/** The header's length in bytes, and the object that it holds. */
function readObject(
  source: ByteSource,
  problems: Problems,
): { readonly length: number; readonly object: Record<string, unknown> } {
  try {
    const length = headerLength(source);
    const text = headerText(source, length);
    const { depth, duplicates } = scanJson(text);
    if (depth > DEEPEST_HEADER) {
      throw new Unreadable('json', `the header nests more than ${DEEPEST_HEADER} levels deep`);
    }
    const object = headerObject(text);
    for (const { key, within } of duplicates) {
      const where = within === undefined ? 'header' : `entry of ${quote(within)}`;
      problems.add('duplicate', `${quote(key)} stands in the ${where} twice`);
    }
    // Which of the two is meant, and so what the rest should be, nobody knows.
    problems.throwAny();
    return { length, object };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const other = recogniseFormat(source.read(0, Math.min(source.byteLength, RECOGNISED_BYTES)));
    if (other === undefined) problems.add(error.code, error.title, error.hint);
    else problems.add('format', `this is ${other.what}, not a safetensors file`, other.hint);
    problems.throwAny();
    throw error;
  }
}

function headerLength(source: ByteSource): number {
  const { byteLength } = source;
  if (byteLength === 0) {
    throw new Unreadable('empty', 'the file is empty', 'download it or save it again');
  }
  if (byteLength < 8) {
    throw new Unreadable(
      'truncated',
      `a safetensors file begins with 8 bytes of header length, but the file has ${byteLength}`,
    );
  }
  const bytes = source.read(0, 8);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new Unreadable(
      'header-length',
      `the header claims ${length} bytes, but the format allows ${MAX_HEADER_BYTES}`,
    );
  }
  if (8 + length > byteLength) {
    throw new Unreadable(
      'truncated',
      `the header claims ${length} bytes, but only ${byteLength - 8} follow its length`,
    );
  }
  return length;
}

function headerText(source: ByteSource, length: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source.read(8, length));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Unreadable('encoding', `the header's ${length} bytes are not valid UTF-8`);
  }
}

function headerObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Unreadable('json', `the header is not valid JSON: ${reason}`);
  }
  if (!isRecord(value)) {
    throw new Unreadable('json', `the header must be a JSON object, but is ${describe(value)}`);
  }
  return value;
}

function readMetadata(entry: unknown, metadata: Map<string, string>, problems: Problems): void {
  // The format's own library takes it for none.
  if (entry === null) return;
  if (!isRecord(entry)) {
    problems.add(
      'metadata',
      `__metadata__ must be an object of strings, but is ${describe(entry)}`,
    );
    return;
  }
  const wrong: string[] = [];
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value === 'string') metadata.set(key, value);
    else wrong.push(`__metadata__.${key} must be a string, but is ${describe(value)}`);
  }
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more like it` : '';
  if (wrong.length > 0) problems.add('metadata', `${wrong[0]}${more}`);
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
  if (dtype === undefined && shape === undefined && offsets === undefined) {
    const what = `has no dtype, no shape and no data_offsets, but is ${describe(entry)}`;
    problems.add('entry', `${where} ${what}`);
    return undefined;
  }
  const before = problems.count;
  if (typeof dtype !== 'string') {
    problems.add('dtype', `${where} has dtype ${describe(dtype)}, which is no name of a type`);
  }
  if (!isCounts(shape)) {
    problems.add('shape', `${where} has shape ${describe(shape)}, which is no list of extents`);
  }
  if (!areIntegers(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    problems.add('offsets', `${where} has data_offsets ${describe(offsets)}, not [begin, end]`);
  }
  if (problems.count > before) return undefined;

  const type = dtype as string;
  const extents = shape as readonly number[];
  const [begin, end] = offsets as readonly number[];
  const bits = dtypeBits(type);
  if (bits !== undefined && (end - begin) * 8 !== elementCount(extents) * bits) {
    problems.add(
      'size',
      `${where} of ${type}[${extents.join(',')}] needs ${(elementCount(extents) * bits) / 8} bytes, ` +
        `but its data_offsets [${begin}, ${end}] span ${end - begin}`,
    );
    return undefined;
  }
  return { dtype: type, shape: extents, begin: dataBegin + begin, end: dataBegin + end };
}

/**
 * The tensors must cover the file's data from its first byte to its last, each byte once. One without
 * elements may stand anywhere.
 */
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
    if (begin === end && end <= byteLength) continue;
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
  return value === undefined ? 'missing' : abbreviate(JSON.stringify(value));
}
