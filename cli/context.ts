import pc from 'picocolors';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.js';
import { FiniteCheck } from '../compiler/weights/index.js';
import type { Io, Sink } from './io.js';
import type { Progress } from './progress.js';
import { startProgress } from './progress.js';
import type { Stopwatch } from './tune/stopwatch.js';
import { machineStopwatch } from './tune/stopwatch.js';

export type Colors = ReturnType<typeof pc.createColors>;

/** What every command works with. */
export interface Context {
  readonly io: Io;
  /** Where a command says what it found: standard output, unless a file goes there. */
  results: Sink;
  /** For standard output and for standard error: either may be a terminal without the other. */
  readonly colors: { readonly out: Colors; readonly err: Colors };
  readonly progress: Progress;
  /** What measures kernels for `compile --tune`. */
  readonly stopwatch: Stopwatch;
  /** Text of every source file read so far, by the name that its spans carry. */
  readonly sources: Map<string, string>;
  /** What every constant of a network is looked at by when it is read. */
  readonly finite: FiniteCheck;
  /** What was warned of so far. */
  readonly warnings: Diagnostic[];
  /** Set by the command that ran. */
  exitCode: number;
}

export function createContext(io: Io, stopwatch = machineStopwatch()): Context {
  return {
    io,
    results: io.stdout,
    colors: { out: colorsFor(io, io.stdout), err: colorsFor(io, io.stderr) },
    progress: startProgress(io),
    stopwatch,
    sources: new Map(),
    finite: new FiniteCheck(),
    warnings: [],
    exitCode: 0,
  };
}

/** Colours only on a terminal, and not where the user has asked for none (https://no-color.org). */
function colorsFor(io: Io, sink: Sink): Colors {
  const unwanted = (io.env.NO_COLOR ?? '') !== '' || io.env.TERM === 'dumb';
  return pc.createColors(sink.isTerminal && !unwanted);
}
