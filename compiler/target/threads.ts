import type { CoreMachine } from './machine.js';
import { ONE_CORE } from './one-core.js';

/** Several cores that share a memory. Each is like the one. */
export const THREADS = {
  ...ONE_CORE,
  threads: {
    // Barriers are counters of four bytes that lie in one cache line.
    most: ONE_CORE.caches.lineBytes / 4,
    // Half of what a machine counts as processors are often second threads of a core, or slow cores.
    usual: 4,
  },
} as const satisfies CoreMachine;
