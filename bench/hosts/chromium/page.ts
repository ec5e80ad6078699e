/** A page that holds one network in one runtime. The benchmark calls `session` from outside. */
import { watchGpu } from '../../gpu-counts.js';
import type { FirstAnswer, LoadRequest, SoFar, Turn } from '../../messages.js';
import type { LoadNetwork } from '../../peers/runtime.js';
import { Session } from '../../session.js';
import { watchWasmMemory } from '../../wasm-memory.js';

/** What the page offers to `page-runner.ts`; typed arrays do not come through, plain ones do. */
export interface PageSession {
  load(request: LoadRequest): Promise<PlainAnswer>;
  turn(milliseconds: number): Promise<Turn>;
  soFar(): SoFar;
}

export interface PlainAnswer extends Omit<FirstAnswer, 'outputs'> {
  readonly outputs: Readonly<Record<string, number[]>>;
}

const wasmBytes = watchWasmMemory();
// Browsers without WebGPU lack its classes.
const gpuCounts = 'GPUDevice' in globalThis ? watchGpu(globalThis) : undefined;
let session: Session | undefined;

const page: PageSession = {
  async load(request) {
    const { base, runtime, name } = request;
    const at = (file: string): string => new URL(base + file, location.href).href;
    const files = {
      read: async (file: string) => new Uint8Array(await (await fetch(at(file))).arrayBuffer()),
      importModule: (file: string): Promise<unknown> => import(at(file)),
    };
    const importRuntime = (): Promise<{ readonly load: LoadNetwork }> =>
      import(new URL(`../code/${runtime}/${name}.js`, location.href).href) as Promise<{
        readonly load: LoadNetwork;
      }>;
    session = new Session(
      files,
      importRuntime,
      wasmBytes,
      request.target === 'webgpu' ? gpuCounts : undefined,
    );
    const { outputs, ...first } = await session.load(request);
    const plain = Object.entries(outputs).map(([output, data]): [string, number[]] => [
      output,
      [...data],
    ]);
    return { ...first, outputs: Object.fromEntries(plain) };
  },
  turn(milliseconds) {
    if (session === undefined) throw new Error('a network must be loaded before it runs');
    return session.turn(milliseconds);
  },
  soFar: () => session?.soFar() ?? {},
};

Object.assign(globalThis, { session: page });
