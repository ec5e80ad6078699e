import type { Io } from './io.js';

export interface Progress {
  /** Says what is being done from now on, if the command has been at work for over a second. */
  step(what: string): void;
  /** Takes the last line back, before anything else is printed. */
  clear(): void;
}

const SILENT_MS = 1000;
/** Where lines cannot be drawn over, a log should not fill with them. */
const LOG_INTERVAL_MS = 5000;

export function startProgress(io: Io): Progress {
  const sink = io.stderr;
  let quietUntil = io.now() + SILENT_MS;
  let drawn = false;
  return {
    step(what) {
      const time = io.now();
      if (time < quietUntil) return;
      if (sink.isTerminal) {
        sink.write(`\r\x1b[K${what} …`.slice(0, sink.columns + 3));
        drawn = true;
      } else {
        sink.write(`${what} …\n`);
        quietUntil = time + LOG_INTERVAL_MS;
      }
    },
    clear() {
      if (drawn) sink.write('\r\x1b[K');
      drawn = false;
    },
  };
}
