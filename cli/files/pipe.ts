import { readSync } from 'node:fs';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Io } from '../io.js';

/** A pipe may have its writer a little later, which may take a while to think. */
const WITHOUT_WRITER_MS = 5_000;
const WITHOUT_BYTES_MS = 60_000;
const PAUSE_MS = 5;

/**
 * The next bytes of a pipe opened without blocking: how many were put into `bytes`, 0 at the end, which is
 * when its writer has gone. Throws a DiagnosticError where nobody writes, rather than to wait for ever.
 */
export function readPipe(
  io: Io,
  { descriptor, path, begun }: { descriptor: number; path: string; begun: boolean },
  bytes: Uint8Array,
): number {
  const start = io.now();
  for (;;) {
    const count = attempt(descriptor, bytes);
    if (count !== undefined && (count > 0 || begun)) return count;
    // Without a writer there is an end at once; with one that has nothing yet, EAGAIN.
    const patience = count === undefined ? WITHOUT_BYTES_MS : WITHOUT_WRITER_MS;
    if (io.now() - start > patience) {
      fail({
        code: 'file/pipe',
        title: `${path} is a pipe into which nothing was written for ${patience / 1000} seconds`,
      });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

function attempt(descriptor: number, bytes: Uint8Array): number | undefined {
  try {
    return readSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
