import type { Backend } from '../backend.js';
import type { AnyWorker, WorkerSource } from '../crew.js';
import { dismiss, gather } from '../crew.js';
import { fail } from '../errors.js';
import type { OpenFile } from '../files.js';
import type { ManifestFor, TargetLoader } from '../load.js';
import type { ThreadsRecord, WasmRecord } from '../manifest.js';
import type { WasmExports } from '../wasm-backend.js';
import { compile, explained, isModule, receiveCode, startBackend } from '../wasm-backend.js';

/** What a module for several threads exports. */
export interface ThreadExports extends Omit<WasmExports, 'memory'> {
  /** Tells an instance which of how many threads it is, and whether it may sleep (1) or not (0). */
  readonly join: (thread: number, threads: number, maySleep: number) => void;
  /** Ends every wait for an instance that cannot go on. */
  readonly leave: () => void;
}

/** The manifest of a bundle that was compiled for threads. */
type ThreadedManifest = ManifestFor<'wasm'> & {
  readonly wasm: WasmRecord & { readonly threads: ThreadsRecord };
  readonly worker: WorkerSource;
};

/** WebAssembly that several threads run together on a memory they share. Throws `threads/…` besides. */
export const threads: TargetLoader<'wasm'> = {
  target: 'wasm',
  prepare: (manifest, options) => (code, weights) =>
    createBackend(manifest as ThreadedManifest, code, weights, options.threads),
};

/**
 * As many threads as are wanted where workers can be given shared memory; one, and a memory of its
 * own, where they can't.
 */
async function createBackend(
  manifest: ThreadedManifest,
  code: OpenFile,
  weights: OpenFile,
  asked?: number,
): Promise<Backend> {
  const record = manifest.wasm;
  const { pages, meeting, sharedFlag, divided, most, usual } = record.threads;
  const wanted = asked ?? usual ?? defaultThreads();
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > most) {
    fail('threads/invalid', `threads is a whole number from 1 to ${most}, not ${wanted}.`);
  }
  const { crossOriginIsolated = true } = globalThis as { crossOriginIsolated?: boolean };
  const shared = wanted > 1 && divided > 0 && crossOriginIsolated;
  const given = await receiveCode(code);
  // What is compiled already takes nothing but a shared memory.
  const isFixed = isModule(given);
  if (!isFixed && !shared) (given as Uint8Array)[sharedFlag] = 1;
  const { module, memory, instance } = await explained(record, async () => {
    const memory = new WebAssembly.Memory({
      initial: pages,
      maximum: pages,
      shared: shared || isFixed,
    });
    const module = await compile(given);
    const instance = await WebAssembly.instantiate(module, { netloom: { memory } });
    return { module, memory, instance };
  });
  const { join, run, checksum } = instance.exports as unknown as ThreadExports;
  let crew: readonly AnyWorker[] = [];
  const line = new Int32Array(memory.buffer, meeting, 4);
  const dissolve = (): void => {
    dismiss(crew);
    crew = [];
    join(0, 1, 0);
  };
  const runTogether = (): void => {
    run();
    if (!line[3]) return;
    line[3] = 0;
    dissolve();
    fail('threads/failed', 'A worker failed; from now on the network runs on one thread.');
  };
  const gathering = gather(manifest.worker, { module, memory, threads: shared ? wanted : 1 });
  try {
    const backend = await startBackend(manifest, { memory, run: runTogether, checksum }, weights);
    crew = await gathering;
    if (crew.length > 0) join(0, wanted, maySleep(line));
    return {
      ...backend,
      get threads() {
        return crew.length + 1;
      },
      dispose: dissolve,
    };
  } catch (error) {
    dismiss(await gathering);
    throw error;
  }
}

/**
 * Half of the processors, at most four: of what a machine counts as processors, half are often the
 * second threads of a core, which add nothing to arithmetic, or slow cores, and a page has other work.
 */
function defaultThreads(): number {
  const { navigator, process } = globalThis as {
    navigator?: { hardwareConcurrency?: number };
    process?: { getBuiltinModule?(name: 'os'): { availableParallelism(): number } };
  };
  const processors =
    navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.('os').availableParallelism() ?? 1;
  return Math.min(4, Math.ceil(processors / 2));
}

/** The main thread of a page must never block. */
function maySleep(line: Int32Array): number {
  try {
    Atomics.wait(line, 0, 1, 0);
    return 1;
  } catch {
    return 0;
  }
}
