import type { Checksum } from './checksum.js';
import { checksum, checksumText, PIECE_BYTES } from './checksum.js';
import { fail, reason } from './errors.js';
import type { FileRecord } from './manifest.js';

/**
 * Where a file's contents are: at an address, or inside the module as pieces of base64. The address is
 * asked for when it is needed: a module that a bundler made may not know its own.
 */
export type Source = (() => URL) | readonly string[];

/** A file whose contents are on their way. */
export interface OpenFile {
  readonly record: FileRecord;
  /** Where it is read from, for messages. */
  readonly place: string;
  /**
   * Writes the file to the start of `target`, as far as that goes, and calls `arrived` with the
   * number of bytes there, now and then and at the end. Gives the length of the file.
   */
  read(target: Bytes, arrived: (bytes: number) => void): Promise<number>;
  /** Fetches it once more, past every cache. */
  reopen?(): OpenFile;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What is used of Node's `fs`. */
interface NodeFiles {
  openSync(path: URL): number;
  fstatSync(file: number): { size: number };
  read(file: number, target: Bytes, done: (error: Error | null, bytesRead: number) => void): void;
  closeSync(file: number): void;
}

/** The only way to Node's modules that no bundler tries to resolve. */
interface NodeProcess {
  getBuiltinModule?(name: 'fs'): NodeFiles;
}

/**
 * Starts to fetch a file at once, so that all files of a bundle travel together; one on a disk is
 * opened when it is read, as is its error. What `controller` gives stops a download that nobody will
 * read any more.
 */
export function open(
  record: FileRecord,
  controller: () => AbortController,
  cache?: 'reload',
): OpenFile {
  const { at } = record;
  if (typeof at !== 'function') return openText(record, at);
  const url = addressOf(at);
  const place = url.href;
  // Vite does so with small files, and a page's policy need not allow to fetch from there.
  const [, inlined] = /^data:.*?;base64,(.*)/.exec(place) ?? [];
  if (inlined) return openText(record, [inlined]);
  const { process } = globalThis as { process?: NodeProcess };
  const fs = url.protocol === 'file:' && process?.getBuiltinModule?.('fs');
  if (fs) {
    return { record, place, read: (target, arrived) => readDisk(fs, url, target, arrived) };
  }
  const response = fetch(url, { cache, signal: controller().signal });
  // Whoever reads the file sees the error; until then it must not count as unhandled.
  response.catch(() => undefined);
  return {
    record,
    place,
    read: (target, arrived) => collect(download(response), target, arrived),
    ...(!cache && { reopen: () => open(record, controller, 'reload') }),
  };
}

/** Throws `file/unreachable` in a module that does not know its own address. */
function addressOf(at: () => URL): URL {
  try {
    return at();
  } catch {
    fail('file/unreachable', `This module has lost its address to a bundler: ${SINGLE_FILE}`);
  }
}

function openText(record: FileRecord, pieces: readonly string[]): OpenFile {
  return {
    record,
    place: `${record.file} in this module`,
    read: (target, arrived) => collect(decodeBase64(pieces), target, arrived),
  };
}

/** The bytes of `file`, verified. */
export async function receive(file: OpenFile): Promise<Bytes> {
  const bytes = new Uint8Array(file.record.bytes);
  await receiveInto(bytes, file);
  return bytes;
}

/**
 * Reads `file` into `target`, which has as many bytes, and verifies it piece by piece as it arrives:
 * the file is never held a second time. What is not as it should be may have come from a cache: then
 * it is fetched once more past that. Throws `file/…` when it cannot be read or is not exactly what its
 * record says.
 */
export async function receiveInto(
  target: Bytes,
  file: OpenFile,
  hash: Checksum = checksum,
): Promise<void> {
  try {
    await readVerified(target, file, hash);
  } catch (error) {
    const again = file.reopen?.();
    if (!again) throw error;
    await readVerified(target, again, hash);
  }
}

/** What helps whatever is wrong with addresses. */
const SINGLE_FILE = 'compile with --single-file.';

/** esbuild and Rollup take no notice of files that a module finds by its own address. */
const LEFT_BEHIND = `Was it deployed, or left behind by a bundler? Copy it there, or ${SINGLE_FILE}`;

async function readVerified(target: Bytes, file: OpenFile, hash: Checksum): Promise<void> {
  const { record, place } = file;
  let found = 0;
  let sum = 0;
  let summed = 0;
  const addPiece = (end: number): void => {
    sum = hash(target.subarray(summed, end), sum);
    summed = end;
  };
  try {
    found = await file.read(target, (arrived) => {
      while (summed + PIECE_BYTES <= arrived) addPiece(summed + PIECE_BYTES);
    });
  } catch (error) {
    const hint = /^file:.*fetch/.test(`${place} ${reason(error)}`)
      ? `A page opened from a disk cannot read other files: serve the folder, or ${SINGLE_FILE}`
      : LEFT_BEHIND;
    fail('file/unreachable', `${place} could not be read: ${reason(error)}. ${hint}`);
  }
  const again = 'Deploy the files of one compilation together.';
  if (found !== record.bytes) {
    const what =
      target[0] === 60 // <
        ? `which start like a web page. ${LEFT_BEHIND}`
        : `so it is ${found < record.bytes ? 'truncated' : 'another file'}. ${again}`;
    fail('file/size', `${place} has ${found} bytes instead of ${record.bytes}, ${what}`);
  }
  if (summed < found) addPiece(found);
  const text = checksumText(sum);
  if (!record.file.includes(`-${text}.`)) {
    fail(
      'file/hash',
      `${place} was altered: its checksum is ${text}, not that in its name. ${again}`,
    );
  }
}

/**
 * Reads a piece while the one before it is looked at. What takes no time is not waited for: a turn of
 * Node's thread pool takes longer than to open a file.
 */
async function readDisk(
  fs: NodeFiles,
  path: URL,
  target: Bytes,
  arrived: (bytes: number) => void,
): Promise<number> {
  const file = fs.openSync(path);
  try {
    const next = (at: number): Promise<number> =>
      new Promise((resolve, reject) => {
        fs.read(file, target.subarray(at, at + PIECE_BYTES), (error, bytes) => {
          if (error) reject(error);
          else resolve(bytes);
        });
      });
    let end = 0;
    for (let reading = next(0), bytes; (bytes = await reading);) {
      end += bytes;
      reading = next(end);
      arrived(end);
    }
    return fs.fstatSync(file).size;
  } finally {
    fs.closeSync(file);
  }
}

/** Copies chunks that come from elsewhere. */
async function collect(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  target: Bytes,
  arrived: (bytes: number) => void,
): Promise<number> {
  let end = 0;
  for await (const chunk of chunks) {
    if (end < target.length) target.set(chunk.subarray(0, target.length - end), end);
    end += chunk.length;
    arrived(Math.min(end, target.length));
  }
  return end;
}

async function* download(pending: Promise<Response>): AsyncGenerator<Uint8Array> {
  const response = await pending;
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`);
  // Safari's streams are no async iterables.
  const reader = response.body?.getReader();
  for (let part; (part = (await reader?.read())?.value);) yield part;
}

function* decodeBase64(pieces: readonly string[]): Generator<Uint8Array> {
  for (const piece of pieces) {
    const text = atob(piece);
    const bytes = new Uint8Array(text.length);
    // Uint8Array.from() takes ten times as long.
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    yield bytes;
  }
}
