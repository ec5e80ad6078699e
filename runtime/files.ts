import type { Checksum } from './checksum.js';
import { checksum, checksumText, PIECE_BYTES } from './checksum.js';
import { fail, reason } from './errors.js';
import type { FileRecord } from './manifest.js';

/**
 * Where a file's contents are: at an address, or inside the module as pieces of base64. The address is
 * asked for when it is needed: a module that a bundler made may not know its own.
 */
export type Source = (() => URL) | readonly string[];

/** What a caller of `load()` says about where files come from. */
export interface FileOptions {
  /** What addresses of files begin with, up to their names: a folder's ends in a slash. */
  readonly base?: string | URL;
  /** Fetches an address, as the global function does. */
  readonly fetch?: (address: string, init: FetchInit) => Response | Promise<Response>;
  /** Gives a file by its name, instead of its address. */
  readonly read?: (file: string, init: FetchInit) => Contents | Promise<Contents>;
}

export interface FetchInit {
  /** Is aborted when nobody waits for the file any more. */
  readonly signal: AbortSignal;
  /** `reload` when what came the first time was not the file: past every cache. */
  readonly cache?: 'reload' | undefined;
}

/** What a file may be given as: one for WebAssembly also as what has been compiled from it. */
export type Contents = Uint8Array | Response | BodyInit | WebAssembly.Module;

/** A file whose contents are on their way. */
export interface OpenFile {
  readonly record: FileRecord;
  /** Where it is read from, for messages. */
  readonly place: string;
  /** What came from a server or a caller, unless that failed. */
  readonly answer: Promise<unknown>;
  /** Hears how many bytes of it there are. */
  readonly report: (arrived: number) => void;
  /**
   * Writes the file to the start of `target`, as far as that goes, and calls `arrived` with the
   * number of bytes there, now and then and at the end. Gives the length of the file.
   */
  read(target: Bytes, arrived: (bytes: number) => void): Promise<number>;
  /** Asks for it once more, past every cache, for the next `read()`. */
  reopen(): void;
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
 * opened when it is read, as is its error. What `signal` gives ends downloads that nobody will read.
 */
export function open(
  record: FileRecord,
  { base, fetch, read }: FileOptions,
  signal: () => AbortSignal,
  report: OpenFile['report'],
): OpenFile {
  const { at, file } = record;
  let pieces = typeof at === 'function' ? undefined : at;
  let place = file;
  try {
    place = read ? file : base ? `${base}${file}` : (at as () => URL)().href;
  } catch {
    // A module that a bundler has taken the address from: a page looks beside itself.
  }
  // Vite does so with small files, and a page's policy need not allow to fetch from there.
  const [, inlined] = /^data:.*?;base64,(.*)/.exec(place) ?? [];
  if (inlined) pieces = [inlined];
  if (pieces) place = `${file} in this module`;
  const { process } = globalThis as { process?: NodeProcess };
  const fs = !fetch && place.startsWith('file:') && process?.getBuiltinModule?.('fs');
  // Async, so that whatever is thrown is thrown where the file is read.
  const ask = async (cache?: 'reload'): Promise<Contents | readonly string[] | undefined> => {
    if (fs || pieces) return pieces;
    const init = { cache, signal: signal() };
    return read ? read(file, init) : await (fetch ?? globalThis.fetch)(place, init);
  };
  let asked = ask();
  return {
    record,
    place,
    // Until the file is read, its error must not count as unhandled.
    answer: asked.catch(() => undefined),
    report,
    read: (target, arrived) =>
      fs ? readDisk(fs, new URL(place), target, arrived) : collect(asked, target, arrived),
    reopen() {
      asked = ask('reload');
    },
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
  } catch {
    file.reopen();
    await readVerified(target, file, hash);
  }
}

/** What helps whatever is wrong with addresses. */
const SINGLE_FILE = 'compile with --single-file.';

/** esbuild and Rollup take no notice of files that a module finds by its own address. */
const LEFT_BEHIND = `Was it deployed, or left behind by a bundler? Copy it there, pass { base }, or ${SINGLE_FILE}`;

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
      file.report(arrived);
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
    const why =
      target[0] === 60 // <
        ? `, which start like a web page. ${LEFT_BEHIND}`
        : `. ${again}`;
    fail('file/size', `${place} has ${found} bytes instead of ${record.bytes}${why}`);
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

/** Copies what comes from elsewhere. */
async function collect(
  asked: Promise<unknown>,
  target: Bytes,
  arrived: (bytes: number) => void,
): Promise<number> {
  let end = 0;
  for await (const chunk of chunksOf(await asked)) {
    if (end < target.length) target.set(chunk.subarray(0, target.length - end), end);
    end += chunk.length;
    arrived(Math.min(end, target.length));
  }
  return end;
}

async function* chunksOf(answer: unknown): AsyncGenerator<Uint8Array> {
  if (Array.isArray(answer)) {
    for (const piece of answer as readonly string[]) yield decodeBase64(piece);
  } else if (answer instanceof Uint8Array) {
    yield answer;
  } else if (!answer) {
    throw new Error('nothing was given');
  } else {
    const isResponse = (answer as Partial<Response>).ok !== undefined;
    const response = isResponse ? (answer as Response) : new Response(answer as BodyInit);
    const { ok, status, statusText, body } = response;
    if (!ok) throw new Error(`HTTP ${status} ${statusText}`);
    // Safari's streams are no async iterables.
    const reader = body?.getReader();
    for (let part; (part = (await reader?.read())?.value);) yield part;
  }
}

function decodeBase64(piece: string): Uint8Array {
  const text = atob(piece);
  const bytes = new Uint8Array(text.length);
  // Uint8Array.from() takes ten times as long.
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
