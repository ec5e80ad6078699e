import { describe, expect, it } from 'vitest';
import { plot } from '../../bench/report/plot.js';
import type { NetworkResult, Results } from '../../bench/results.js';

function network(name: string, onnxruntime: number, tfjs?: number): NetworkResult {
  const common = { milliseconds: 1, coldMilliseconds: 1, wasmBytes: 0 };
  const shipping = { raw: 0, brotli: 0 };
  const times = (median: number) => ({ median, low: median, high: median });
  return {
    name,
    measured: { date: '2026-02-01T10:00:00.000Z', load: 0 },
    runtimes: [
      { runtime: 'netloom', ...common, shipping },
      { runtime: 'ort-web', ...common, shipping, timesNetloom: times(onnxruntime) },
      tfjs === undefined
        ? { runtime: 'tfjs-wasm', failure: 'cannot run the op elu' }
        : { runtime: 'tfjs-wasm', ...common, shipping, timesNetloom: times(tfjs) },
    ],
  };
}

function svg(...networks: NetworkResult[]): string {
  const results: Results = {
    host: 'node',
    threads: 1,
    machine: { processor: 'A Processor', cores: 2 },
    versions: {},
    command: '',
    networks,
  };
  return plot(results);
}

/** Left end and width of the bars, from top to bottom. */
function bars(text: string): [number, number][] {
  const found = text.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)" height="11"/g);
  return [...found].map(([, x, width]) => [Number(x), Number(width)]);
}

describe('the plot', () => {
  it('has bars from 1, twice the ratio a step further to the right', () => {
    // From 1 to 4 there are two steps on 560 units.
    expect(bars(svg(network('fast', 2, 4)))).toEqual([
      [150, 280],
      [150, 560],
    ]);
  });

  it('draws what is slower than a peer to the left of 1', () => {
    // From 1/2 to 2.
    expect(bars(svg(network('slow', 0.5, 2)))).toEqual([
      [150, 280],
      [430, 280],
    ]);
  });

  it('leaves out what was not measured', () => {
    expect(bars(svg(network('partly', 2)))).toEqual([[150, 560]]);
  });
});
