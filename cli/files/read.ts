import { closeSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { ByteSource } from '../../compiler/weights/index.js';
import type { Io } from '../io.js';
import { byteSize } from '../text/units.js';
import { failFile } from './errors.js';
import { openFile } from './open.js';
import { readPipe } from './pipe.js';

/** The most that is held in memory at once: no picture or array is so large, and no source. */
const MOST_BYTES = 1e9;
const MOST_TEXT = 1e8;
const CHUNK = 2 ** 16;

/**
 * The contents of a file, or of a pipe until its writer is done; throws a DiagnosticError that says what is
 * wrong with the path, or that there is more than `most`. A folder is answered with its file of one of the extensions.
 */
export function readBytes(
  io: Io,
  path: string,
  most = MOST_BYTES,
  extensions: readonly string[] = [],
): Uint8Array {
  const { descriptor, kind, size } = openFile(io, path, extensions);
  const tooLarge = (bytes: string): never =>
    fail({
      code: 'file/size',
      title: `${path} has ${bytes}, but no more than ${byteSize(most)} are read of a file like this`,
    });
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    if (size > most) tooLarge(byteSize(size));
    for (;;) {
      // One more than there seems to be; what grows, or tells no size, has further chunks.
      const chunk = new Uint8Array(Math.max(CHUNK, size + 1 - length));
      const count =
        kind === 'pipe'
          ? readPipe(io, { descriptor, path, begun: length > 0 }, chunk)
          : readSync(descriptor, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
      if (length > most) tooLarge(`more than ${byteSize(most)}`);
    }
  } catch (error) {
    return failFile(error, resolve(io.cwd, path), path);
  } finally {
    closeSync(descriptor);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** A text file, which must be UTF-8, and has mostly this extension. */
export function readText(io: Io, path: string, extension: string): string {
  return decodeText(readBytes(io, path, MOST_TEXT, [extension]), path);
}

/** Bytes of a file called `name` as text. */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail({ code: 'file/encoding', title: `${name} is not UTF-8 text` });
  }
}

/** A weights file, which is read piece by piece; it stays open until the process ends. */
export function openBytes(io: Io, path: string): ByteSource {
  const { descriptor, kind, size } = openFile(io, path, ['.safetensors']);
  if (kind === 'pipe') {
    closeSync(descriptor);
    return fail({
      code: 'file/pipe',
      title: `${path} is a pipe, but weights are read in an order of their own`,
      hint: 'write them to a file first',
    });
  }
  return {
    name: path,
    byteLength: size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      try {
        while (done < length) {
          const count = readSync(descriptor, bytes, done, length - done, offset + done);
          if (count === 0)
            fail({ code: 'file/changed', title: `${path} shrank while it was read` });
          done += count;
        }
      } catch (error) {
        failFile(error, resolve(io.cwd, path), path);
      }
      return bytes;
    },
  };
}
