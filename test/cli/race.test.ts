import { describe, expect, it } from 'vitest';
import { race } from '../../cli/tune/race.js';

/** Contenders that take so many milliseconds by a clock of their own, and how often each ran. */
function contenders(...durations: ((run: number) => number)[]) {
  let time = 0;
  const runs = durations.map(() => 0);
  const work = durations.map((duration, index) => () => {
    time += duration(runs[index]);
    runs[index]++;
  });
  return { work, runs, now: () => time };
}

describe('a race of kernels', () => {
  it('gives the median time of each', () => {
    const { work, now } = contenders(
      () => 2,
      () => 1.9,
    );
    expect(race(work, now)).toEqual([2, 1.9].map((time) => expect.closeTo(time) as number));
  });

  it('passes over what a kernel takes before it is optimised, and single disturbances', () => {
    const { work, now } = contenders(
      (run) => (run < 3 ? 40 : run % 5 === 0 ? 9 : 2),
      () => 2.1,
    );
    expect(race(work, now)[0]).toBeCloseTo(2);
  });

  it('gives up clear losers, but never the first', () => {
    const { work, runs, now } = contenders(
      () => 10,
      () => 1,
      () => 5,
      () => 1.01,
    );
    race(work, now);
    const [preset, best, loser, second] = runs;
    expect(loser).toBeLessThan(best / 3);
    expect(second).toBe(best);
    expect(preset).toBe(13);
  });

  it('runs short kernels several times for a sample, and returns the time of one', () => {
    const { work, runs, now } = contenders(() => 0.01);
    expect(race(work, now)).toEqual([expect.closeTo(0.01)]);
    expect(runs[0]).toBeGreaterThan(11 * 30);
  });
});
