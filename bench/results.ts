import type { GpuCounts } from './gpu-counts.js';
import type { HostName } from './hosts/host.js';
import type { SoFar } from './messages.js';
import type { RuntimeName, Target } from './peers/runtime.js';
import type { Shipping } from './shipping.js';
import type { Spread } from './statistics.js';

/** Everything that runs of the benchmark found out; what `--json` prints and `--save` keeps. */
export interface Results {
  readonly host: HostName;
  /** Threads that every runtime was asked to use. */
  readonly threads: number;
  /** Netloom had relaxed SIMD. */
  readonly relaxedSimd?: true;
  readonly machine: Machine;
  /** Present when WebGPU was measured, rather than WebAssembly. */
  readonly adapter?: GpuAdapter;
  /** Of the runtimes and of what they ran in, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What to type for the same again. */
  readonly command: string;
  readonly networks: readonly NetworkResult[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
}

export interface GpuAdapter {
  /** What the browser says of it. */
  readonly description: string;
  /** Computes on the processor: what it takes says nothing about a GPU. */
  readonly software: boolean;
}

export function targetOf({ adapter }: Pick<Results, 'adapter'>): Target {
  return adapter === undefined ? 'wasm' : 'webgpu';
}

/** `wasm-2-threads`, `chromium-wasm-1-thread-relaxed`, `webgpu-software`: one name for each way to measure. */
export function nameOf({ host, threads, relaxedSimd, adapter }: Results): string {
  if (adapter !== undefined) return `webgpu-${adapter.software ? 'software' : 'hardware'}`;
  const place = host === 'node' ? '' : `${host}-`;
  return `${place}wasm-${threads}-thread${threads === 1 ? '' : 's'}${relaxedSimd ? '-relaxed' : ''}`;
}

export interface NetworkResult {
  readonly name: string;
  readonly measured: Circumstances;
  /** Absent when Netloom could not compile the network. */
  readonly compilation?: Compilation;
  /** Absent when the kernels were not timed, as in a browser. */
  readonly analysis?: LayerAnalysis;
  readonly analysisFailure?: string;
  readonly runtimes: readonly RuntimeResult[];
}

export interface Circumstances {
  /** ISO 8601, UTC. */
  readonly date: string;
  /** Processes waiting for a core before this network's turn: the figures want well below 1. */
  readonly load: number;
}

export interface Compilation {
  readonly parameters: number;
  /** Of the network as it is written. */
  readonly macs: number;
  readonly weightsBytes: number;
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
  /** From the source to the written bundle, reading and writing weights included. */
  readonly milliseconds: number;
}

/** Where the time of an inference goes, and what the machine allows. */
export interface LayerAnalysis {
  /** The best that a register-only loop reaches on one core, in GFLOP/s. */
  readonly roof: number;
  readonly bandwidths: readonly Bandwidth[];
  /** Weights and arena: what one inference walks through. */
  readonly footprintBytes: number;
  readonly layers: readonly LayerResult[];
}

/** How fast one core reads a buffer of this size that it has just read. */
export interface Bandwidth {
  readonly bytes: number;
  readonly gigabytesPerSecond: number;
}

/** One kernel of Netloom's module: a layer with what rides in its tail. */
export interface LayerResult {
  /** The value it computes. */
  readonly value: string;
  readonly kernel: string;
  /** A 1×1 convolution or a dense layer with at least 64 channels on both sides. */
  readonly widePointwise: boolean;
  /** Of the layer by its definition, whatever the kernel does instead. */
  readonly macs: number;
  /** What the kernel really multiplies. */
  readonly multiplications: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  /** Median within whole inferences on one thread. */
  readonly milliseconds: number;
}

export type RuntimeResult = Measured | NotMeasured;

export interface NotMeasured {
  readonly runtime: RuntimeName;
  readonly failure: string;
  /** How far it came, where it is not wrong but slow. */
  readonly soFar?: SoFar;
}

export interface Measured {
  readonly runtime: RuntimeName;
  /** Median over all inferences. */
  readonly milliseconds: number;
  /** This runtime's time by Netloom's in the same round; absent where Netloom failed. */
  readonly timesNetloom?: Spread;
  /** Median over fresh processes or pages, from the import of the runtime to the first outputs. */
  readonly coldMilliseconds: number;
  /** Of the whole process, Node itself included; a page cannot say. */
  readonly peakBytes?: number;
  readonly wasmBytes: number;
  readonly shipping: Shipping;
  /** From ort-web's outputs on the processor, relative to the largest; absent when it has none. */
  readonly difference?: number;
  /** What it asked of WebGPU. */
  readonly gpu?: GpuFigures;
}

export interface GpuFigures {
  /** From the import of the runtime to the first answer. */
  readonly toFirstAnswer: GpuCounts;
  /** For each answer after that, in the last round; absent where loading did not end. */
  readonly perAnswer?: GpuCounts;
}

export function measuredOf(
  { runtimes }: Pick<NetworkResult, 'runtimes'>,
  runtime: RuntimeName,
): Measured | undefined {
  return runtimes.find(
    (result): result is Measured => result.runtime === runtime && 'milliseconds' in result,
  );
}

/** GFLOP/s of Netloom, a multiply-accumulate being two operations. */
export function achieved(network: NetworkResult): number | undefined {
  const netloom = measuredOf(network, 'netloom');
  const { compilation } = network;
  return netloom && compilation && (2 * compilation.macs) / (netloom.milliseconds * 1e6);
}

/** Where a runtime's outputs are further from the reference than rounding takes them. */
const WRONG = 1e-2;

/** Whether a runtime computed something else, so that its times mean nothing. */
export function isWrong({ difference }: Measured): boolean {
  return difference !== undefined && difference > WRONG;
}

/** How many times Netloom's the figure of the faster peer is, of those that are not wrong. */
export function againstFasterPeer(
  network: NetworkResult,
  figure: 'time' | 'cold' = 'time',
): number | undefined {
  const netloom = measuredOf(network, 'netloom');
  const ratios = network.runtimes.flatMap((peer) => {
    if (peer.runtime === 'netloom' || 'failure' in peer || netloom === undefined) return [];
    if (isWrong(peer)) return [];
    return figure === 'time'
      ? (peer.timesNetloom?.median ?? [])
      : peer.coldMilliseconds / netloom.coldMilliseconds;
  });
  return ratios.length === 0 ? undefined : Math.min(...ratios);
}
