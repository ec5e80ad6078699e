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
import { dirname, join, resolve } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';
import { failFile } from './errors.js';

/** The next bytes of a file; the chunks of one file come in order and without others between. */
export interface OutputChunk {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface WriteOptions {
  /** Files that must not be overwritten. */
  readonly sources?: readonly string[];
  /** The file that is to appear last, because whoever finds it looks for the others. */
  readonly last?: string;
}

/** How many bytes were written to each path. */
export type Written = readonly { readonly path: string; readonly bytes: number }[];

/**
 * Writes files whole or not at all: each under another name first, and only when all are complete
 * are they renamed. Folders are made as needed. Throws a DiagnosticError `file/…`.
 */
export function writeFiles(
  io: Io,
  chunks: Iterable<OutputChunk>,
  { sources = [], last }: WriteOptions = {},
): Written {
  const pending: PendingFile[] = [];
  try {
    for (const { path, bytes } of chunks) {
      if (pending.at(-1)?.path !== path) {
        pending.at(-1)?.close();
        pending.push(new PendingFile(io, path, sources));
      }
      pending.at(-1)?.write(bytes);
    }
    pending.at(-1)?.close();
    const isLast = ({ path }: PendingFile): number => (path === last ? 1 : 0);
    pending.sort((a, b) => isLast(a) - isLast(b));
    for (const file of pending) file.publish();
  } finally {
    for (const file of pending) file.discard();
  }
  return pending.map(({ path, bytes }) => ({ path, bytes }));
}

/** Every file that this process writes has a temporary name of its own. */
let temporaries = 0;

/** A file under a temporary name beside its own. */
class PendingFile {
  bytes = 0;
  private readonly target: string;
  private readonly temporary: string;
  private descriptor: number | undefined;

  constructor(
    io: Io,
    readonly path: string,
    sources: readonly string[],
  ) {
    this.target = resolve(io.cwd, path);
    refuseSource(io, this.target, path, sources);
    const folder = dirname(this.target);
    // Not longer than the name itself may be.
    this.temporary = join(folder, `.netloom-${process.pid}-${++temporaries}.tmp`);
    this.attempt(() => {
      mkdirSync(folder, { recursive: true });
      this.descriptor = openSync(this.temporary, 'w');
    });
  }

  write(bytes: Uint8Array): void {
    this.attempt(() => {
      let done = 0;
      while (done < bytes.length) done += writeSync(this.descriptor ?? -1, bytes, done);
    });
    this.bytes += bytes.length;
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  publish(): void {
    this.attempt(() => {
      renameSync(this.temporary, this.target);
    });
  }

  /** Removes what was not published. */
  discard(): void {
    this.close();
    rmSync(this.temporary, { force: true });
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      failFile(error, this.target, this.path);
    }
  }
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
