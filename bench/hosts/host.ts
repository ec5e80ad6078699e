import type { FirstAnswer, LoadRequest, SoFar, Turn } from '../messages.js';
import type { PreparedNetwork } from '../prepare.js';
import type { GpuAdapter } from '../results.js';

/** Where runtimes are measured. */
export const HOSTS = ['node', 'chromium'] as const;
export type HostName = (typeof HOSTS)[number];

/** Starts fresh runners: processes of Node, or pages of a browser. */
export interface Host {
  /** Versions of what runs the code, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What computes for WebGPU, where that is measured. */
  readonly adapter?: GpuAdapter;
  /** A fresh runner that nothing has been loaded into, for one of the runtimes. */
  start(network: PreparedNetwork): Promise<Runner>;
  close(): Promise<void>;
}

/** What takes longer to answer hangs: loading VGG-16 takes the slowest runtime ten seconds. */
export const ANSWER_SECONDS = 180;
/** A software adapter would take minutes for the largest networks, which nobody needs to know. */
export const SOFTWARE_ANSWER_SECONDS = 60;

/** One runtime with one network in it. Its promises reject with what the runtime said. */
export interface Runner {
  load(request: Omit<LoadRequest, 'kind' | 'base'>): Promise<FirstAnswer>;
  turn(milliseconds: number): Promise<Turn>;
  /** What can be said of a runtime that has not answered, where it can be asked. */
  soFar?(): Promise<SoFar>;
  end(): Promise<void>;
}
