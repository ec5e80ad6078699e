import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Context } from '../context.js';
import type { Io } from '../io.js';
import type { Destination } from './destination.js';
import { findDestination } from './destination.js';
import type { Pending } from './pending.js';
import { PendingFile } from './pending-file.js';
import { PendingStream } from './pending-stream.js';
import type { Place } from './unnamed-file.js';
import { UnnamedFile } from './unnamed-file.js';

/** The next bytes of a file; the chunks of one file come in order and without others between. */
export interface OutputChunk {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of a file that is called after its contents: its path, in the same folder, when it has them all. */
  readonly finalPath?: () => string;
}

export interface WriteOptions {
  /** Files that must not be overwritten. */
  readonly sources?: readonly string[];
  /** The file that is to appear last, because whoever finds it looks for the others. */
  readonly last?: string;
}

/** How many bytes were written to each path, and what it leads to. */
export type Written = readonly {
  readonly path: string;
  readonly bytes: number;
  readonly kind: Destination['kind'];
}[];

/**
 * Writes files whole or not at all: each under another name first, and only when all are complete
 * are they renamed. A file that is replaced keeps its mode and owner; of several names (hard links) it
 * is the one given that gets the new contents. Links are followed; devices and pipes get their bytes when
 * all are there. Folders are made as needed. Throws a DiagnosticError `file/…`.
 */
export async function writeFiles(
  context: Pick<Context, 'io' | 'results'>,
  chunks: Iterable<OutputChunk> | AsyncIterable<OutputChunk>,
  { sources = [], last }: WriteOptions = {},
): Promise<Written> {
  const pending: Pending[] = [];
  const published: Pending[] = [];
  try {
    for await (const chunk of chunks) {
      const { path, bytes } = chunk;
      if (pending.at(-1)?.path !== path) {
        pending.at(-1)?.close();
        pending.push(begin(context, chunk, sources, pending));
        pending.at(-1)?.open();
      }
      pending.at(-1)?.write(bytes);
      // Signals are heard between two turns of the event loop.
      await turn();
    }
    pending.at(-1)?.close();
    for (const file of inOrder(pending, last)) {
      await file.publish();
      published.push(file);
    }
  } catch (error) {
    for (const file of published.toReversed()) file.takeBack();
    throw error;
  } finally {
    for (const file of pending.toReversed()) file.discard();
  }
  return pending.map(({ path, bytes, destination: { kind } }) => ({ path, bytes, kind }));
}

function begin(
  context: Pick<Context, 'io' | 'results'>,
  { path, finalPath }: OutputChunk,
  sources: readonly string[],
  others: readonly Pending[],
): Pending {
  const { io } = context;
  if (finalPath) {
    // What may be called like the unfinished file has nothing to do with it.
    const place = fileAt(io, path, sources, `${path}.part`);
    return new UnnamedFile(place, () => fileAt(io, finalPath(), sources));
  }
  const destination = findDestination(io, path);
  refuseSource(io, destination, path, sources);
  const twin = others.find((other) => other.destination.path === destination.path);
  if (twin !== undefined) {
    fail({
      code: 'file/twice',
      title:
        twin.path === path
          ? `${path} would be written twice`
          : `${twin.path} and ${path} are the same file`,
      hint: 'give each output a file of its own',
    });
  }
  if (destination.kind !== 'file') return new PendingStream(context, path, destination);
  return new PendingFile(path, destination);
}

/** The place of a file that nobody can have meant to be anything else. */
function fileAt(io: Io, path: string, sources: readonly string[], at = path): Place {
  const destination = findDestination(io, path, at);
  refuseSource(io, destination, path, sources);
  if (destination.kind === 'file') return { path, destination };
  return fail({ code: 'file/special', title: `${path} is a device or a pipe, not a file` });
}

/** What cannot be taken back comes first, the file that others are found by last. */
function inOrder(pending: readonly Pending[], last: string | undefined): Pending[] {
  const rank = ({ path, destination }: Pending): number =>
    destination.kind !== 'file' ? 0 : path === last ? 2 : 1;
  return [...pending].sort((a, b) => rank(a) - rank(b));
}

function refuseSource(
  io: Io,
  { path: target }: Destination,
  path: string,
  sources: readonly string[],
): void {
  for (const source of sources) {
    const absolute = resolve(io.cwd, source);
    if (existsSync(absolute) && realpathSync(absolute) === target) {
      fail({
        code: 'file/overwrites-source',
        title: `writing ${path} would overwrite ${source}, which it is made from`,
        hint: 'choose another name with -o',
      });
    }
  }
}
