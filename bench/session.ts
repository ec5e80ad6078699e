import type { GpuCounts } from './gpu-counts.js';
import { countsBetween, countsEach } from './gpu-counts.js';
import type { FirstAnswer, LoadRequest, SoFar, Turn } from './messages.js';
import type { LoadedNetwork, LoadNetwork, NetworkFiles } from './peers/runtime.js';
import { pseudoRandom } from './statistics.js';

/** One network in one runtime, in a process or in a page of its own. */
export class Session {
  private network: LoadedNetwork | undefined;
  private prepared: unknown;
  private before: GpuCounts | undefined;
  /** When the network was there and the first inference began. */
  private loaded: { readonly milliseconds: number; readonly gpu?: GpuCounts } | undefined;

  constructor(
    private readonly files: NetworkFiles,
    /** Imports the runtime, which counts as part of the cold start. */
    private readonly importRuntime: (
      request: LoadRequest,
    ) => Promise<{ readonly load: LoadNetwork }>,
    private readonly wasmBytes: () => number,
    private readonly gpuCounts?: () => GpuCounts,
  ) {}

  async load(request: LoadRequest): Promise<FirstAnswer> {
    this.before = this.gpuCounts?.();
    const started = performance.now();
    const { load } = await this.importRuntime(request);
    const network = await load(this.files, request.name, request);
    const elapsed = performance.now() - started;
    const inputs = network.inputs.map(({ name, shape }, index) => {
      const length = shape.reduce((count, extent) => count * extent, 1);
      return [name, pseudoRandom(length, index + 1)] as const;
    });
    this.prepared = network.prepare(Object.fromEntries(inputs));
    const gpu = this.gpuCounts?.();
    this.loaded = { milliseconds: elapsed, ...(gpu && { gpu }) };
    const ready = performance.now();
    const result = await network.run(this.prepared);
    const milliseconds = elapsed + performance.now() - ready;
    this.network = network;
    return { milliseconds, outputs: network.collect(result), ...this.gpuSince(this.before) };
  }

  /** How far the first answer has come: for a runtime that does not get there in time. */
  soFar(): SoFar {
    const now = this.gpuCounts?.();
    const { before, loaded } = this;
    return {
      ...(loaded && { loadMilliseconds: loaded.milliseconds }),
      ...(before &&
        now && {
          gpu: {
            toFirstAnswer: countsBetween(before, now),
            ...(loaded?.gpu && { perAnswer: countsBetween(loaded.gpu, now) }),
          },
        }),
    };
  }

  /** Runs for about as long as asked, and at least once. */
  async turn(budget: number): Promise<Turn> {
    if (this.network === undefined) throw new Error('a network must be loaded before it runs');
    const milliseconds: number[] = [];
    const before = this.gpuCounts?.();
    const end = performance.now() + budget;
    do {
      const started = performance.now();
      await this.network.run(this.prepared);
      milliseconds.push(performance.now() - started);
    } while (performance.now() < end);
    return {
      milliseconds,
      wasmBytes: this.wasmBytes(),
      ...this.gpuSince(before, milliseconds.length),
    };
  }

  /** What was asked of WebGPU since then, for each of `times` inferences. */
  private gpuSince(before: GpuCounts | undefined, times = 1): { readonly gpu?: GpuCounts } {
    const now = this.gpuCounts?.();
    if (before === undefined || now === undefined) return {};
    return { gpu: countsEach(countsBetween(before, now), times) };
  }
}
