import { main } from '../../cli/netloom.js';
import { createContext } from '../../cli/context.js';
import type { Sink } from '../../cli/io.js';
import type { Stopwatch } from '../../cli/tune/stopwatch.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly stdin?: string;
  /** Both outputs are a terminal with colours. */
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the terminal, or without one what lines have to fit. */
  readonly columns?: number;
  /** The clock that decides when progress is shown; stands still unless given. */
  readonly now?: () => number;
  /** What tells how long kernels take; this machine unless given. */
  readonly stopwatch?: Stopwatch;
}

/** Runs a `netloom` command line in this process. */
export async function netloom(
  argv: readonly string[],
  {
    cwd,
    stdin = '',
    terminal = false,
    env = {},
    columns = 100,
    now = () => 0,
    stopwatch,
  }: CommandOptions,
): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): Sink => ({
    write: (data) => {
      written[name] += typeof data === 'string' ? data : new TextDecoder().decode(data);
    },
    isTerminal: terminal,
    columns,
  });
  const io = {
    cwd,
    env,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    now,
    readStdin: () => Promise.resolve(stdin),
  };
  const code = await main(argv, createContext(io, stopwatch));
  return { code, ...written };
}
