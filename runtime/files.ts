import { fail, reason } from './errors.js';
import type { FileRecord } from './manifest.js';
import { sha256 } from './sha256.js';

/** Where a file's contents are: at an address, or inside the module as pieces of base64. */
export type Source = URL | readonly string[];

/** A file whose contents are on their way. */
export interface OpenFile {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Where it is read from, for messages. */
  readonly place: string;
}

interface NodeFileSystem {
  createReadStream(path: URL): AsyncIterable<Uint8Array>;
}

/** The only way to Node's modules that no bundler tries to resolve. */
interface NodeProcess {
  getBuiltinModule?(name: 'fs'): NodeFileSystem;
}

/**
 * Starts reading `source` at once, so that all files of a bundle travel together. Errors come when
 * the chunks are read; `signal` stops a download that nobody will read any more.
 */
export function open(source: Source, signal: AbortSignal): OpenFile {
  if (!(source instanceof URL)) return { chunks: decodeBase64(source), place: 'this module' };
  const { process } = globalThis as { process?: NodeProcess };
  const fs = source.protocol === 'file:' && process?.getBuiltinModule?.('fs');
  if (fs) return { chunks: readDisk(fs, source), place: source.href };
  const response = fetch(source, { signal });
  // Whoever reads the chunks sees the error; until then it must not count as unhandled.
  response.catch(() => undefined);
  return { chunks: download(response), place: source.href };
}

/** The bytes of `file`, verified against `record`. */
export async function receive(
  file: OpenFile,
  record: FileRecord,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(record.bytes);
  await receiveInto(bytes, file, record);
  return bytes;
}

/**
 * Writes `file` into `target`, which has `record.bytes` bytes, as it arrives: the file is never held
 * a second time. Throws `file/…` when it cannot be read or is not exactly what `record` says.
 */
export async function receiveInto(
  target: Uint8Array<ArrayBuffer>,
  file: OpenFile,
  record: FileRecord,
): Promise<void> {
  let received = 0;
  let markup = false;
  try {
    for await (const chunk of file.chunks) {
      if (!received) markup = chunk[0] === 60; // <
      if (received + chunk.length <= target.length) target.set(chunk, received);
      received += chunk.length;
    }
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
  if (received !== record.bytes) {
    const found = markup
      ? 'which start like a web page: is the file at that address?'
      : `so it is ${received < record.bytes ? 'truncated' : 'another file'}.`;
    fail(
      'file/size',
      `${record.file} has ${received} bytes instead of ${record.bytes}, ${found} ${again}`,
    );
  }
  const hash = await sha256(target);
  if (hash !== record.sha256) {
    fail(
      'file/hash',
      `${record.file} was altered: its SHA-256 is ${hash} instead of ${record.sha256}. ${again}`,
    );
  }
}

/** Opens the file when it is first asked: a stream that nobody reads would throw its error globally. */
async function* readDisk(fs: NodeFileSystem, path: URL): AsyncGenerator<Uint8Array> {
  yield* fs.createReadStream(path);
}

async function* download(pending: Promise<Response>): AsyncGenerator<Uint8Array> {
  const response = await pending;
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`);
  // Safari's streams are no async iterables.
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) yield part.value;
}

function* decodeBase64(pieces: readonly string[]): Generator<Uint8Array> {
  for (const piece of pieces) {
    yield Uint8Array.from(atob(piece), (character) => character.charCodeAt(0));
  }
}
