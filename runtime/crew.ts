/** The workers that run a network together with the thread that loads it. */

/** What makes a worker: the bundle's own module, or the worker's text where everything is one file. */
export type WorkerSource = string | ((constructor: WorkerConstructor) => AnyWorker);

type WorkerConstructor = new (address: string | URL, options?: { type: 'module' }) => AnyWorker;

/** A worker of the web, or one of Node's, which takes listeners by `on` and can be let go. */
export interface AnyWorker {
  onmessage?: unknown;
  onerror?: unknown;
  on?(event: 'message' | 'error', listener: (value: unknown) => void): void;
  unref?(): void;
  postMessage(task: Task): void;
  terminate(): unknown;
}

/** What a worker is told, once: which of how many threads it is, and what they run. */
export interface Task {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly threads: number;
}

interface Globals {
  readonly Worker?: WorkerConstructor;
  readonly process?: {
    getBuiltinModule?(name: 'worker_threads'): { readonly Worker: WorkerConstructor };
  };
}

/**
 * Starts the threads 1 to `threads` − 1. They are ready when this settles. No workers where any of
 * them can't be had: workers may be forbidden by the page's policy, or their file not deployed.
 */
export async function gather(
  source: WorkerSource,
  task: Omit<Task, 'thread'>,
): Promise<readonly AnyWorker[]> {
  const workers: AnyWorker[] = [];
  try {
    const ready: Promise<void>[] = [];
    for (let thread = 1; thread < task.threads; thread++) {
      const worker = create(source);
      workers.push(worker);
      ready.push(answer(worker));
      worker.postMessage({ ...task, thread });
    }
    await Promise.all(ready);
    // They must not keep a process alive that has nothing else to do.
    for (const worker of workers) worker.unref?.();
    return workers;
  } catch {
    dismiss(workers);
    return [];
  }
}

export function dismiss(workers: readonly AnyWorker[]): void {
  for (const worker of workers) worker.terminate();
}

function create(source: WorkerSource): AnyWorker {
  const { Worker, process } = globalThis as Globals;
  const constructor = Worker ?? process?.getBuiltinModule?.('worker_threads').Worker;
  if (!constructor) throw new Error('there are no workers');
  if (typeof source === 'function') return source(constructor);
  if (!Worker)
    return new constructor(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  // What comes from a data: address could not be given shared memory.
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return new constructor(address);
}

/** Settles at the first sign of life, or the first error. */
function answer(worker: AnyWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const succeed = (): void => {
      resolve();
    };
    worker.onmessage = succeed;
    worker.onerror = reject;
    worker.on?.('message', succeed);
    worker.on?.('error', reject);
  });
}
