import type { Stats } from 'node:fs';
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** Where the bytes for a path go, once every link on the way has been followed. */
export type Destination =
  /** A regular file, or the place for one: it is replaced whole. */
  | { readonly kind: 'file'; readonly path: string; readonly existing?: Stats }
  /** A device or a pipe: it is written into. */
  | { readonly kind: 'stream'; readonly path: string }
  /** A file that this process has been given open, such as `/dev/stdout`. */
  | { readonly kind: 'descriptor'; readonly path: string; readonly descriptor: number };

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Finds what stands at a path, `shown` as the user typed it, and refuses what cannot be written to. Links
 * that lead nowhere yet are followed too: the file is made where they point.
 */
export function findDestination(io: Io, shown: string, at = shown): Destination {
  const absolute = resolve(io.cwd, at);
  if (/(^|[\\/])\.{0,2}[\\/]?$/.test(shown)) failDirectory(shown);
  try {
    const path = followLinks(absolute);
    const descriptor = openDescriptor(path);
    if (descriptor !== undefined) return { kind: 'descriptor', path, descriptor };
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing === undefined) return { kind: 'file', path };
    if (existing.isDirectory()) failDirectory(shown);
    if (existing.isSocket()) {
      fail({ code: 'file/socket', title: `${shown} is a socket, which takes no file` });
    }
    if (!existing.isFile()) return { kind: 'stream', path };
    // It could be replaced all the same, but who protects a file means its contents.
    closeSync(openSync(path, constants.O_WRONLY));
    return { kind: 'file', path, existing };
  } catch (error) {
    return failFile(error, absolute, shown, 'write');
  }
}

function failDirectory(shown: string): never {
  fail({
    code: 'file/directory',
    title: `${shown} is a directory, not a file`,
    hint: 'name a file in it',
  });
}

/** The last part of the path is followed link by link, because what it leads to may not exist yet. */
function followLinks(absolute: string): string {
  let path = absolute;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = realpathOf(dirname(path));
    if (folder === undefined) return path;
    path = join(folder, basename(path));
    if (openDescriptor(path) !== undefined) return path;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    if (!isLink) return path;
    path = resolve(folder, readlinkSync(path));
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

function realpathOf(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `/dev/fd/1`, which is `/proc/<this process>/fd/1` on Linux: opened anew, it would begin from its start. */
function openDescriptor(path: string): number | undefined {
  const [, owner, number] = /^\/(dev|proc\/(?:self|\d+))\/fd\/(\d+)$/.exec(path) ?? [];
  const isOurs = owner === 'dev' || owner === 'proc/self' || owner === `proc/${process.pid}`;
  return isOurs ? Number(number) : undefined;
}
