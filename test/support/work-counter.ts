import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

/**
 * Counts how often blocks of the compiler's code are run: bodies of functions and loops, branches. The
 * count is the same on every machine. What the engine does within one call, such as looking through an
 * array for `includes`, counts once.
 */
export class WorkCounter {
  private constructor(private readonly session: Session) {}

  /** Counts from now on, in code that is imported from now on. */
  static async start(): Promise<WorkCounter> {
    // The engine's optimizing compiler loses counts.
    setFlagsFromString('--no-opt');
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return new WorkCounter(session);
  }

  /** What was counted since the last time, without the files whose paths match `excluded`. */
  async take(excluded: RegExp): Promise<number> {
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => /\/compiler\/[^?]*\.ts$/.test(url) && !excluded.test(url))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }
}
