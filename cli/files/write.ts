import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** A file to be written: its path as the user knows it, and its bytes, piece by piece. */
export interface OutputFile {
  readonly path: string;
  readonly pieces: Iterable<Uint8Array>;
}

/** How many bytes were written to each path. */
export type Written = readonly { readonly path: string; readonly bytes: number }[];

/**
 * Writes files whole or not at all: each under another name first, and only when all are complete
 * are they renamed, in the given order, so that the last one to appear finds the others in place.
 * Folders are made as needed. `sources` are files that must not be overwritten.
 */
export function writeFiles(
  io: Io,
  files: readonly OutputFile[],
  sources: readonly string[] = [],
): Written {
  const pending: { temporary: string; target: string; path: string; bytes: number }[] = [];
  try {
    for (const { path, pieces } of files) {
      const target = resolve(io.cwd, path);
      refuseSource(io, target, path, sources);
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
      try {
        mkdirSync(dirname(target), { recursive: true });
        pending.push({ temporary, target, path, bytes: 0 });
        pending[pending.length - 1].bytes = writePieces(temporary, pieces);
      } catch (error) {
        failFile(error, target, path);
      }
    }
    for (const { temporary, target, path } of pending) {
      try {
        renameSync(temporary, target);
      } catch (error) {
        failFile(error, target, path);
      }
    }
  } finally {
    for (const { temporary } of pending) rmSync(temporary, { force: true });
  }
  return pending.map(({ path, bytes }) => ({ path, bytes }));
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): number {
  const file = openSync(path, 'w');
  let total = 0;
  try {
    for (const piece of pieces) {
      let done = 0;
      while (done < piece.length) done += writeSync(file, piece, done);
      total += piece.length;
    }
  } finally {
    closeSync(file);
  }
  return total;
}

function refuseSource(io: Io, target: string, path: string, sources: readonly string[]): void {
  if (!existsSync(target)) return;
  const real = realpathSync(target);
  for (const source of sources) {
    const absolute = resolve(io.cwd, source);
    if (existsSync(absolute) && realpathSync(absolute) === real) {
      fail({
        code: 'file/overwrites-source',
        title: `writing ${path} would overwrite ${source}, which it is made from`,
        hint: 'choose another name with -o',
      });
    }
  }
}
