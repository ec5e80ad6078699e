import type { Task } from './crew.js';
import type { ThreadExports } from './parts/threads.js';

/**
 * The script of a worker: joins the others and then runs the network as often as they do, until it is
 * terminated. Between inferences it waits inside the module. A classic script, a module and Node's
 * CommonJS all take this text.
 */

interface Port {
  onmessage?: ((event: { readonly data: Task }) => void) | null;
  postMessage(message: string): void;
}

interface Globals extends Port {
  readonly process?: { getBuiltinModule(name: 'worker_threads'): { readonly parentPort: Port } };
}

const globals = globalThis as unknown as Globals;
// Node's workers talk through a port instead of being one.
const port = globals.process?.getBuiltinModule('worker_threads').parentPort ?? globals;

port.onmessage = ({ data: { module, memory, thread, threads } }) => {
  const instance = new WebAssembly.Instance(module, { netloom: { memory } });
  const { join, leave, run } = instance.exports as unknown as ThreadExports;
  join(thread, threads, 1);
  port.postMessage('ready');
  try {
    for (;;) run();
  } finally {
    leave();
  }
};
