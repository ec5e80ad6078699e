import { describe, expect, it } from 'vitest';
import { ratioByRounds } from '../../bench/measure.js';
import { markdownReport, textReport } from '../../bench/report/report.js';
import type {
  Compilation,
  LayerAnalysis,
  LayerResult,
  Measured,
  Results,
} from '../../bench/results.js';
import { achieved, againstFasterPeer } from '../../bench/results.js';
import type { Spread } from '../../bench/statistics.js';

/** Multiplications for 2 ms at the roof, and memory traffic for 1 ms: 10 GB/s, 50 GFLOP/s. */
const layer: LayerResult = {
  value: 'c1',
  kernel: 'conv2d_1x1',
  widePointwise: true,
  macs: 100_000_000,
  multiplications: 50_000_000,
  weightBytes: 6_000_000,
  activationBytes: 4_000_000,
  milliseconds: 4,
};

const analysis: LayerAnalysis = {
  roof: 50,
  bandwidths: [
    { bytes: 1_000_000, gigabytesPerSecond: 10 },
    { bytes: 1_000_000_000, gigabytesPerSecond: 5 },
  ],
  footprintBytes: 7_000_000,
  layers: [
    layer,
    // Nothing but memory traffic: 0.2 ms.
    {
      ...layer,
      value: 'pool',
      kernel: 'max_pool',
      widePointwise: false,
      macs: 0,
      multiplications: 0,
      weightBytes: 0,
      activationBytes: 2_000_000,
      milliseconds: 1,
    },
  ],
};

function measured(changes: Partial<Measured> & Pick<Measured, 'runtime'>): Measured {
  return {
    milliseconds: 10,
    timesNetloom: { median: 1, low: 1, high: 1 },
    coldMilliseconds: 20,
    peakBytes: 60_000_000,
    wasmBytes: 1_000_000,
    shipping: { raw: 20_000, brotli: 8_000 },
    difference: 4e-7,
    ...changes,
  };
}

function times(median: number): Spread {
  return { median, low: 0.9 * median, high: 1.1 * median };
}

const compilation: Compilation = {
  parameters: 1000,
  macs: 100_000_000,
  weightsBytes: 6_000_000,
  arenaBytes: 1010,
  arenaLowerBound: 1000,
  milliseconds: 400,
};

const results: Results = {
  host: 'node',
  threads: 1,
  machine: { processor: 'A Processor', cores: 2 },
  versions: {
    netloom: '0.1.0',
    'onnxruntime-web': '1.30.0',
    'tfjs-wasm': '4.22.0',
    node: '20.20.2',
  },
  command: 'npm run bench -- --save',
  networks: [
    {
      name: 'first',
      measured: { date: '2026-02-01T10:00:00.000Z', load: 0.25 },
      compilation,
      analysis,
      runtimes: [
        measured({ runtime: 'netloom' }),
        measured({ runtime: 'ort-web', milliseconds: 40, timesNetloom: times(4) }),
        measured({ runtime: 'tfjs-wasm', milliseconds: 90, timesNetloom: times(9) }),
      ],
    },
    {
      name: 'second',
      measured: { date: '2026-02-02T10:00:00.000Z', load: 0.5 },
      compilation,
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
    expect(results.networks.map((network) => againstFasterPeer(network))).toEqual([4, 1]);
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
    const turn = (...milliseconds: number[]) => ({ milliseconds, wasmBytes: 0 });
    const peer = [turn(20, 22, 21), turn(200), turn(24)];
    const ours = [turn(10, 11, 10.5), turn(10), turn(12, 12)];
    expect(ratioByRounds(peer, ours).median).toBe(2);
  });
});
