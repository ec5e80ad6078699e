/** A process that holds one network in one runtime. Speaks `messages.ts` with the benchmark. */
import type { FirstAnswer, Request, Turn } from './messages.js';
import { LOADERS } from './peers/load.js';
import type { LoadedNetwork } from './peers/runtime.js';
import { pseudoRandom } from './statistics.js';
import { watchWasmMemory } from './wasm-memory.js';

const wasmBytes = watchWasmMemory();
let network: LoadedNetwork | undefined;
let prepared: unknown;

async function answer(request: Request): Promise<FirstAnswer | Turn> {
  return request.kind === 'load' ? load(request) : turn(request.milliseconds);
}

async function load(request: Extract<Request, { kind: 'load' }>): Promise<FirstAnswer> {
  const started = performance.now();
  const runtime = await LOADERS[request.runtime]();
  const loaded = await runtime.load(request.folder, request.name, request.threads);
  const elapsed = performance.now() - started;
  const inputs = loaded.inputs.map(({ name, shape }, index) => {
    const length = shape.reduce((count, extent) => count * extent, 1);
    return [name, pseudoRandom(length, index + 1)] as const;
  });
  prepared = loaded.prepare(Object.fromEntries(inputs));
  const ready = performance.now();
  const result = await loaded.run(prepared);
  const milliseconds = elapsed + performance.now() - ready;
  network = loaded;
  return { milliseconds, outputs: loaded.collect(result) };
}

/** Runs for about as long as asked, and at least once. */
async function turn(budget: number): Promise<Turn> {
  if (network === undefined) throw new Error('a network must be loaded before it runs');
  const milliseconds: number[] = [];
  const end = performance.now() + budget;
  do {
    const started = performance.now();
    await network.run(prepared);
    milliseconds.push(performance.now() - started);
  } while (performance.now() < end);
  // Linux counts in kilobytes, and so does Node everywhere.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { milliseconds, peakBytes, wasmBytes: wasmBytes() };
}

process.on('message', (request: Request) => {
  answer(request).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
