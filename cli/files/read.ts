import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { ByteSource } from '../../compiler/weights/index.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** The contents of a file; throws a DiagnosticError that says what is wrong with the path. */
export function readBytes(io: Io, path: string): Uint8Array {
  const absolute = resolve(io.cwd, path);
  try {
    return readFileSync(absolute);
  } catch (error) {
    return failFile(error, absolute, path);
  }
}

/** A text file, which must be UTF-8. */
export function readText(io: Io, path: string): string {
  const bytes = readBytes(io, path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail({ code: 'file/encoding', title: `${path} is not UTF-8 text` });
  }
}

/** A file that is read piece by piece; it stays open until the process ends. */
export function openBytes(io: Io, path: string): ByteSource {
  const absolute = resolve(io.cwd, path);
  try {
    const file = openSync(absolute, 'r');
    const stats = fstatSync(file);
    if (stats.isDirectory()) {
      closeSync(file);
      return fail({ code: 'file/directory', title: `${path} is a directory, not a file` });
    }
    return {
      name: path,
      byteLength: stats.size,
      read(offset, length) {
        const bytes = new Uint8Array(length);
        let done = 0;
        while (done < length) {
          const count = readSync(file, bytes, done, length - done, offset + done);
          if (count === 0)
            fail({ code: 'file/changed', title: `${path} shrank while it was read` });
          done += count;
        }
        return bytes;
      },
    };
  } catch (error) {
    return failFile(error, absolute, path);
  }
}
