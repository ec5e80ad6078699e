import type { CoreMachine } from './machine.js';

/**
 * One core of an x86-64 processor, which has the fewest vector registers of those that browsers run on,
 * and V8. Sizes of caches are round numbers with which `npm run bench:kernels` was fastest on the
 * processors that bench/results names.
 */
export const ONE_CORE = {
  kind: 'wasm',
  lanes: 4,
  registers: {
    // Beside weights and inputs; what is more goes through memory at every step.
    accumulators: 12,
    // Of sixteen, V8 keeps one for itself, and one takes a product.
    free: 14,
  },
  // An addition takes four cycles, in each of which two can begin.
  additionsAtOnce: 8,
  caches: {
    lineBytes: 64,
    secondLevelBytes: 1024 * 1024,
    // A quarter: input, output and weights of a kernel lie there together.
    nearBytes: 256 * 1024,
    // What a core has of the third level.
    sharedBytes: 4 * 1024 * 1024,
    fetchedPages: 32,
    pageBytes: 4096,
  },
  limits: {
    // One page less than 32 bits address, so that the end is an address as well.
    memoryBytes: 2 ** 32 - 65536,
    pageBytes: 65536,
    // Of a function: the JavaScript interface of WebAssembly says so.
    parameters: 1000,
  },
} as const satisfies CoreMachine;
