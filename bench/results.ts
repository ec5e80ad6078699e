import type { RuntimeName } from './peers/runtime.js';
import type { Shipping } from './shipping.js';

/** Everything one run of the benchmark found out; what `--json` prints. */
export interface Results {
  readonly machine: Machine;
  /** Threads the peers were given. */
  readonly threads: number;
  /** The best that a register-only loop reaches on one core, in GFLOP/s. */
  readonly roof: number;
  readonly networks: readonly NetworkResult[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** Processes waiting for a core when the run began: well below 1, or the figures are worthless. */
  readonly load: number;
}

export interface NetworkResult {
  readonly name: string;
  readonly parameters: number;
  readonly macs: number;
  readonly weightsBytes: number;
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
  readonly compileMilliseconds: number;
  readonly runtimes: readonly RuntimeResult[];
}

export type RuntimeResult = Measured | NotMeasured;

export interface NotMeasured {
  readonly runtime: RuntimeName;
  readonly failure: string;
}

export interface Measured {
  readonly runtime: RuntimeName;
  /** Median over all inferences. */
  readonly milliseconds: number;
  /** Median over the rounds of this runtime's time by Netloom's in the same round. */
  readonly timesNetloom: number;
  /** Median over fresh processes, from the import of the runtime to the first outputs. */
  readonly coldMilliseconds: number;
  /** Of the whole process, Node itself included. */
  readonly peakBytes: number;
  readonly wasmBytes: number;
  readonly shipping: Shipping;
  /** From the outputs of ort-web, relative to the largest of them; absent when it has none. */
  readonly difference?: number;
}

export function measuredOf(
  { runtimes }: NetworkResult,
  runtime: RuntimeName,
): Measured | undefined {
  return runtimes.find(
    (result): result is Measured => result.runtime === runtime && 'milliseconds' in result,
  );
}

/** GFLOP/s of Netloom, a multiply-accumulate being two operations. */
export function achieved(network: NetworkResult): number | undefined {
  const netloom = measuredOf(network, 'netloom');
  return netloom && (2 * network.macs) / (netloom.milliseconds * 1e6);
}

/** How many times the faster peer's time is Netloom's. */
export function againstFasterPeer(network: NetworkResult): number | undefined {
  const peers = (['ort-web', 'tfjs-wasm'] as const)
    .map((runtime) => measuredOf(network, runtime)?.timesNetloom)
    .filter((ratio) => ratio !== undefined);
  return peers.length === 0 ? undefined : Math.min(...peers);
}
