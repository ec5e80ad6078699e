import { constants, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** Something that can be read to its end, opened. */
export interface OpenFile {
  readonly descriptor: number;
  /** A pipe has no size, and no place but the next. */
  readonly kind: 'file' | 'pipe';
  readonly size: number;
}

/**
 * Opens a file or a pipe; a pipe does not wait for whoever is to write into it. Throws a DiagnosticError
 * `file/…` that says what is wrong with the path, or what else it leads to: of a folder, which of its
 * files has one of the extensions.
 */
export function openFile(io: Io, path: string, extensions: readonly string[] = []): OpenFile {
  if (path === '') fail({ code: 'file/name', title: 'the name of a file is empty' });
  const absolute = resolve(io.cwd, path);
  try {
    // Before it is opened: some devices do something when they are.
    const stats = statSync(absolute);
    if (stats.isFile()) {
      const descriptor = openSync(absolute, 'r');
      return { descriptor, kind: 'file', size: fstatSync(descriptor).size };
    }
    if (stats.isFIFO()) {
      const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
      return { descriptor, kind: 'pipe', size: 0 };
    }
    if (stats.isDirectory()) {
      const meant = readdirSync(absolute)
        .sort()
        .find((name) => extensions.includes(extname(name).toLowerCase()));
      return fail({
        code: 'file/directory',
        title: `${path} is a directory, not a file`,
        ...(meant === undefined ? {} : { hint: `did you mean ${join(path, meant)}?` }),
      });
    }
    const kind = stats.isSocket() ? 'socket' : 'device';
    return fail({ code: `file/${kind}`, title: `${path} is a ${kind}, not a file` });
  } catch (error) {
    return failFile(error, absolute, path);
  }
}
