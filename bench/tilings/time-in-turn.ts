/** Until caches and branch predictors have seen a kernel. */
const WARM_UP_RUNS = 2;
/** What the clock tells apart without error that matters; small kernels run several times for it. */
const SAMPLE_MILLISECONDS = 0.3;
/** How many undisturbed samples each contender needs, and how long to wait for them. */
const SAMPLES = 4;
const PATIENCE_MILLISECONDS = 9000;

/**
 * The least milliseconds of each of several kernels that run in turn. Only what lies between two
 * moments at which the machine was `undisturbed` counts: on a core that another one shares its units
 * with, a kernel may take half as long again for seconds. Undefined where there were too few of them.
 */
export function timeInTurn(
  contenders: readonly (() => void)[],
  undisturbed: () => boolean,
): number[] | undefined {
  const timed = (run: () => void, runs: number): number => {
    const started = performance.now();
    for (let count = 0; count < runs; count++) run();
    return (performance.now() - started) / runs;
  };
  const about = contenders.map((run) => Math.min(timed(run, WARM_UP_RUNS), timed(run, 1)));
  const runs = about.map((time) => Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / time)));
  const least = contenders.map(() => Infinity);
  const missing = contenders.map(() => SAMPLES);
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (missing.some((count) => count > 0)) {
    if (performance.now() > end) return undefined;
    let before = undisturbed();
    for (const [index, contender] of contenders.entries()) {
      if (missing[index] === 0) continue;
      const time = timed(contender, runs[index]);
      const after = undisturbed();
      if (before && after) {
        least[index] = Math.min(least[index], time);
        missing[index]--;
      }
      before = after;
    }
  }
  return least;
}
