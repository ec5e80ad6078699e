import { describe, expect, it } from 'vitest';
import { ratioByRounds } from '../../bench/measure.js';
import { plot } from '../../bench/report/plot.js';
import { markdownReport, textReport } from '../../bench/report/tables.js';
import type { Measured, Results } from '../../bench/results.js';
import { achieved, againstFasterPeer } from '../../bench/results.js';

function measured(changes: Partial<Measured> & Pick<Measured, 'runtime'>): Measured {
  return {
    milliseconds: 10,
    timesNetloom: 1,
    coldMilliseconds: 20,
    peakBytes: 60_000_000,
    wasmBytes: 1_000_000,
    shipping: { raw: 20_000, brotli: 8_000 },
    difference: 4e-7,
    ...changes,
  };
}

const results: Results = {
  machine: { processor: 'A Processor', cores: 2, node: '20.20.2', load: 0.25 },
  threads: 1,
  roof: 50,
  networks: [
    {
      name: 'first',
      parameters: 1000,
      macs: 100_000_000,
      weightsBytes: 4000,
      arenaBytes: 1010,
      arenaLowerBound: 1000,
      compileMilliseconds: 400,
      runtimes: [
        measured({ runtime: 'netloom' }),
        measured({ runtime: 'ort-web', milliseconds: 40, timesNetloom: 4 }),
        measured({ runtime: 'tfjs-wasm', milliseconds: 90, timesNetloom: 9 }),
      ],
    },
    {
      name: 'second',
      parameters: 1000,
      macs: 100_000_000,
      weightsBytes: 4000,
      arenaBytes: 1000,
      arenaLowerBound: 1000,
      compileMilliseconds: 400,
      runtimes: [
        measured({ runtime: 'netloom', milliseconds: 100 }),
        measured({ runtime: 'ort-web', milliseconds: 100 }),
        { runtime: 'tfjs-wasm', failure: 'cannot run the op elu' },
      ],
    },
  ],
};

/** The cells of a row of the first table of the Markdown report. */
function speedRow(name: string): string[] {
  const line = markdownReport(results)
    .split('\n')
    .find((each) => each.startsWith(`| ${name} |`));
  return (line ?? '').split('|').map((cell) => cell.trim());
}

describe('the report', () => {
  it('counts two operations per multiply-accumulate', () => {
    // 0.2 GFLOP in 10 ms is 20 GFLOP/s, 40 % of a roof of 50.
    expect(achieved(results.networks[0])).toBe(20);
    expect(speedRow('first')).toContain('40 %');
  });

  it('compares with the faster peer that could run the network', () => {
    expect(results.networks.map(againstFasterPeer)).toEqual([4, 1]);
    // √(4 · 1)
    expect(textReport(results).join('\n')).toContain(
      '2.00 times as fast in the geometric mean of 2, 1.00 at worst',
    );
  });

  it('says what could not run, and leaves its cells empty', () => {
    expect(speedRow('second')).toContain('–');
    expect(textReport(results)).toContain('second: tfjs-wasm cannot run the op elu');
  });

  it('gives a ratio from rounds, so that a disturbed round does not count', () => {
    const turn = (...milliseconds: number[]) => ({ milliseconds, peakBytes: 0, wasmBytes: 0 });
    const peer = [turn(20, 22, 21), turn(200), turn(24)];
    const ours = [turn(10, 11, 10.5), turn(10), turn(12, 12)];
    expect(ratioByRounds(peer, ours)).toBe(2);
  });
});

describe('the plot', () => {
  it('has a bar for each measured runtime, ten times the time one decade longer', () => {
    const widths = [...plot(results).matchAll(/<rect x="150" y="\d+" width="([\d.]+)"/g)].map(
      ([, width]) => Number(width),
    );
    // Behind the first swatch of the legend: netloom, ort-web, tfjs-wasm; netloom, ort-web.
    const [ten, , , hundred] = widths.slice(1);
    expect(widths).toHaveLength(6);
    const decade = 560 / 2;
    expect(hundred - ten).toBeCloseTo(decade, 0);
  });
});
