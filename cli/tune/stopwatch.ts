import { cpus } from 'node:os';
import type { PlacedNode } from '../../compiler/codegen/schedule/placement/placed-node.js';
import { instantiateKernels } from './kernel-module.js';
import { race } from './race.js';

/** What times kernels: this machine, or what a test puts in its place. */
export interface Stopwatch {
  readonly engine: string;
  readonly machine: string;
  /** Milliseconds of each of several kernels that do the same; the first one is never given up. */
  time(contenders: readonly PlacedNode[]): Promise<readonly number[]>;
}

/** The engine and the machine that this process runs on. */
export function machineStopwatch(): Stopwatch {
  return {
    engine: `V8 ${process.versions.v8}`,
    machine: cpus().at(0)?.model ?? process.arch,
    time: async (contenders) => race(await instantiateKernels(contenders), () => performance.now()),
  };
}
