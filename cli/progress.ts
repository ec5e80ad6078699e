import type { Io } from './io.js';

export interface Progress {
  /** Says what is being done from now on, if the command has been at work for over a second. */
  step(what: string): void;
  /** Takes the last line back, before anything else is printed. */
  clear(): void;
}

const SILENT_MS = 1000;

/** A line on a terminal that is drawn over; elsewhere nothing: it would fill a log. */
export function startProgress(io: Io): Progress {
  const sink = io.stderr;
  const isShown = sink.isTerminal && io.env.TERM !== 'dumb' && (io.env.CI ?? '') === '';
  const quietUntil = io.now() + SILENT_MS;
  let drawn = false;
  return {
    step(what) {
      if (!isShown || io.now() < quietUntil) return;
      sink.write(`\r\x1b[K${`${what} …`.slice(0, sink.columns - 1)}`);
      drawn = true;
    },
    clear() {
      if (drawn) sink.write('\r\x1b[K');
      drawn = false;
    },
  };
}
