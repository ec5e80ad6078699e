import type { FirstAnswer, LoadRequest, Turn } from '../messages.js';
import type { PreparedNetwork } from '../prepare.js';

/** Where runtimes are measured. */
export const HOSTS = ['node', 'chromium'] as const;
export type HostName = (typeof HOSTS)[number];

/** Starts fresh runners: processes of Node, or pages of a browser. */
export interface Host {
  /** Versions of what runs the code, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** A fresh runner that nothing has been loaded into, for one of the runtimes. */
  start(network: PreparedNetwork): Promise<Runner>;
  close(): Promise<void>;
}

/** One runtime with one network in it. Its promises reject with what the runtime said. */
export interface Runner {
  load(request: Omit<LoadRequest, 'kind' | 'base'>): Promise<FirstAnswer>;
  turn(milliseconds: number): Promise<Turn>;
  end(): Promise<void>;
}
