import { describe, expect, it } from 'vitest';
import { startProgress } from '../../cli/progress.js';

/** Runs steps at the given times and returns what was written. */
function shown(
  isTerminal: boolean,
  steps: readonly (readonly [number, string])[],
  env: Readonly<Record<string, string>> = {},
): string[] {
  const written: string[] = [];
  let time = 0;
  const sink = {
    write: (text: string) => {
      written.push(text);
    },
    isTerminal,
    columns: 12,
  };
  const progress = startProgress({
    cwd: '/',
    env,
    stdout: sink,
    stderr: sink,
    now: () => time,
    readStdin: () => Promise.resolve(''),
  });
  for (const [at, what] of steps) {
    time = at;
    progress.step(what);
  }
  progress.clear();
  progress.clear();
  return written;
}

describe('progress', () => {
  it('is silent for a second', () => {
    for (const terminal of [true, false]) {
      expect(
        shown(terminal, [
          [0, 'reading'],
          [999, 'writing'],
        ]),
      ).toEqual([]);
    }
  });

  it('is one line on a terminal, cut to its width and taken back in the end', () => {
    expect(
      shown(true, [
        [1000, 'reading'],
        [1001, 'writing lenet5.weights'],
      ]),
    ).toEqual(['\r\x1b[Kreading …', '\r\x1b[Kwriting len', '\r\x1b[K']);
  });

  it('is not shown where nobody watches, or nothing can be drawn over', () => {
    const steps = [[1500, 'reading'] as const, [60_000, 'writing'] as const];
    expect(shown(false, steps)).toEqual([]);
    expect(shown(true, steps, { CI: 'true' })).toEqual([]);
    expect(shown(true, steps, { TERM: 'dumb' })).toEqual([]);
    expect(shown(true, steps, { CI: '', TERM: 'xterm' })).toHaveLength(3);
  });
});
