/** A process that holds one network in one runtime. Speaks `messages.ts` with the benchmark. */
import { readFileSync } from 'node:fs';
import type { Replies, Request, Turn } from '../messages.js';
import { LOADERS } from '../peers/load.js';
import { Session } from '../session.js';
import { watchWasmMemory } from '../wasm-memory.js';
import { diskFiles } from './disk-files.js';

const wasmBytes = watchWasmMemory();
let session: Session | undefined;

async function answer(request: Request): Promise<Replies[Request['kind']]> {
  switch (request.kind) {
    case 'load':
      session = new Session(
        diskFiles(request.base),
        ({ runtime }) => LOADERS[runtime](),
        wasmBytes,
      );
      return session.load(request);
    case 'turn': {
      if (session === undefined) throw new Error('a network must be loaded before it runs');
      const turn = await session.turn(request.milliseconds);
      return { ...turn, peakBytes: peakBytes() } satisfies Turn;
    }
    case 'layers': {
      const { measureLayers } = await import('../layers/measure-layers.js');
      return measureLayers(request.network);
    }
  }
}

/**
 * The most memory that this process has had. Linux has it in its status; what `getrusage` says
 * there begins with the size of the process that started this one.
 */
function peakBytes(): number {
  if (process.platform === 'linux') {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (peak !== null) return 1024 * Number(peak[1]);
  }
  return 1024 * process.resourceUsage().maxRSS;
}

process.on('message', (request: Request) => {
  answer(request).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
