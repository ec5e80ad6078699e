import type { Checksum } from './checksum.js';
import { checksum, checksumText, PIECE_BYTES } from './checksum.js';
import { fail, reason } from './errors.js';
import type { FileRecord } from './manifest.js';

/** Where a file's contents are: at an address, or inside the module as pieces of base64. */
export type Source = URL | readonly string[];

/** A file whose contents are on their way. */
export interface OpenFile {
  /** Where it is read from, for messages. */
  readonly place: string;
  /**
   * Writes the file to the start of `target`, as far as that goes, and calls `arrived` with the
   * number of bytes there, now and then and at the end. Gives the length of the file.
   */
  read(target: Bytes, arrived: (bytes: number) => void): Promise<number>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What is used of Node's `fs`. */
interface NodeFiles {
  openSync(path: URL): number;
  fstatSync(file: number): { size: number };
  read(
    file: number,
    target: Bytes,
    offset: number,
    length: number,
    position: null,
    done: (error: Error | null, bytesRead: number) => void,
  ): void;
  closeSync(file: number): void;
}

/** The only way to Node's modules that no bundler tries to resolve. */
interface NodeProcess {
  getBuiltinModule?(name: 'fs'): NodeFiles;
}

/**
 * Starts to fetch `source` at once, so that all files of a bundle travel together; a file on a disk
 * is opened when it is read, as is its error. What `controller` gives stops a download that nobody
 * will read any more.
 */
export function open(source: Source, controller: () => AbortController): OpenFile {
  if (!(source instanceof URL)) {
    return {
      place: 'this module',
      read: (target, arrived) => collect(decodeBase64(source), target, arrived),
    };
  }
  const place = source.href;
  const { process } = globalThis as { process?: NodeProcess };
  const fs = source.protocol === 'file:' && process?.getBuiltinModule?.('fs');
  if (fs) {
    return { place, read: (target, arrived) => readDisk(fs, source, target, arrived) };
  }
  const response = fetch(source, controller());
  // Whoever reads the file sees the error; until then it must not count as unhandled.
  response.catch(() => undefined);
  return { place, read: (target, arrived) => collect(download(response), target, arrived) };
}

/** The bytes of `file`, verified against `record`. */
export async function receive(file: OpenFile, record: FileRecord): Promise<Bytes> {
  const bytes = new Uint8Array(record.bytes);
  await receiveInto(bytes, file, record);
  return bytes;
}

/**
 * Reads `file` into `target`, which has `record.bytes` bytes, and verifies it piece by piece as it
 * arrives: the file is never held a second time. Throws `file/…` when it cannot be read or is not
 * exactly what `record` says.
 */
export async function receiveInto(
  target: Bytes,
  file: OpenFile,
  record: FileRecord,
  hash: Checksum = checksum,
): Promise<void> {
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
    const hint = /^file:.*fetch/.test(`${file.place} ${reason(error)}`)
      ? '. A page opened from a disk cannot read other files: serve the folder, or compile with --single-file'
      : '';
    fail(
      'file/unreachable',
      `${record.file} could not be read from ${file.place}: ${reason(error)}${hint}`,
    );
  }
  const again = `Deploy the files of one compilation together (read from ${file.place}).`;
  if (found !== record.bytes) {
    const what =
      found > 0 && target[0] === 60 // <
        ? 'which start like a web page: is the file at that address?'
        : `so it is ${found < record.bytes ? 'truncated' : 'another file'}.`;
    fail(
      'file/size',
      `${record.file} has ${found} bytes instead of ${record.bytes}, ${what} ${again}`,
    );
  }
  if (summed < found) addPiece(found);
  if (checksumText(sum) !== record.xxh32) {
    fail(
      'file/hash',
      `${record.file} was altered: its checksum is ${checksumText(sum)} instead of ${record.xxh32}. ${again}`,
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
        fs.read(
          file,
          target,
          at,
          Math.min(PIECE_BYTES, target.length - at),
          null,
          (error, bytes) => {
            if (error) reject(error);
            else resolve(bytes);
          },
        );
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
