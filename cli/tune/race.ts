import { median } from '../median.js';

/** Until caches and branch predictors have seen the kernel. */
const WARM_UP_MS = 2;
const WARM_UP_RUNS = 2;
/** What the clock tells apart without error that matters; small kernels run several times for it. */
const SAMPLE_MS = 0.3;
const ROUNDS = 11;
/** Who takes longer than the best by this factor after so many rounds is out; 0 is the warm-up. */
const CUTS: ReadonlyMap<number, number> = new Map([
  [0, 2],
  [1, 1.4],
  [3, 1.15],
  [6, 1.05],
]);

/**
 * Times contenders that do the same in turn, so that a disturbance meets all of them, and returns the
 * median of each in milliseconds. Clear losers are given up early, but never the first contender, which
 * the others are compared with. `now` reads a clock in milliseconds.
 */
export function race(contenders: readonly (() => void)[], now: () => number): number[] {
  const timed = (run: () => void, runs: number): number => {
    const started = now();
    for (let count = 0; count < runs; count++) run();
    return (now() - started) / runs;
  };
  const quickest = contenders.map((run) => {
    const times: number[] = [];
    const end = now() + WARM_UP_MS;
    do times.push(timed(run, 1));
    while (times.length < WARM_UP_RUNS || now() < end);
    return Math.min(...times);
  });
  const runs = quickest.map((time) => Math.max(1, Math.ceil(SAMPLE_MS / time)));
  const samples = quickest.map((time): number[] => [time]);
  let racing = contenders.map((_, index) => index);
  const giveUp = (round: number): void => {
    const medians = racing.map((index) => median(samples[index]));
    const limit = (CUTS.get(round) ?? Infinity) * Math.min(...medians);
    racing = racing.filter((index, place) => index === 0 || medians[place] <= limit);
  };
  giveUp(0);
  for (let round = 1; round <= ROUNDS; round++) {
    // There and back: nobody always runs behind the same one.
    for (const index of round % 2 === 0 ? racing.toReversed() : racing) {
      samples[index].push(timed(contenders[index], runs[index]));
    }
    giveUp(round);
    if (racing.length === 1 && contenders.length > 1) break;
  }
  return samples.map(median);
}
