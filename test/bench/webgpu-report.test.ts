import { describe, expect, it } from 'vitest';
import type { GpuCounts } from '../../bench/gpu-counts.js';
import type { RuntimeName } from '../../bench/peers/runtime.js';
import { plot } from '../../bench/report/plot.js';
import { readmeSection } from '../../bench/report/readme.js';
import { markdownReport, textReport } from '../../bench/report/report.js';
import type { Measured, Results } from '../../bench/results.js';
import { nameOf } from '../../bench/results.js';

function counts(dispatches: number, pipelines: number): GpuCounts {
  const bytes = { bytesToDevice: 602_112, bytesFromDevice: 4000 };
  return { dispatches, submits: 1, pipelines, shaderBytes: 1000 * pipelines, ...bytes };
}

function measured(runtime: RuntimeName, dispatches: number, times: number): Measured {
  return {
    runtime,
    milliseconds: 10 * times,
    timesNetloom: { median: times, low: times, high: times },
    coldMilliseconds: 200 * times,
    wasmBytes: 0,
    shipping: { raw: 50_000, brotli: 10_000 },
    difference: 2e-6,
    gpu: { toFirstAnswer: counts(dispatches, dispatches / 2), perAnswer: counts(dispatches, 0) },
  };
}

const results: Results = {
  host: 'chromium',
  threads: 1,
  machine: { processor: 'A Processor', cores: 2 },
  adapter: { description: 'a vendor swiftshader', software: true },
  versions: { netloom: '0.1.0', chromium: '138' },
  command: 'npm run bench -- --save --target webgpu',
  networks: [
    {
      name: 'first',
      measured: { date: '2026-02-01T10:00:00.000Z', load: 0.25 },
      runtimes: [
        measured('netloom', 8, 1),
        measured('ort-web', 12, 3),
        measured('tfjs-webgpu', 16, 2),
      ],
    },
    {
      name: 'second',
      measured: { date: '2026-02-01T10:00:00.000Z', load: 0.25 },
      runtimes: [
        measured('netloom', 20, 1),
        { runtime: 'ort-web', failure: 'ran out of memory' },
        measured('tfjs-webgpu', 30, 4),
      ],
    },
    {
      name: 'third',
      measured: { date: '2026-02-01T10:00:00.000Z', load: 0.25 },
      runtimes: [
        {
          runtime: 'netloom',
          failure: 'did not answer within 20 s',
          soFar: {
            loadMilliseconds: 300,
            gpu: { toFirstAnswer: counts(40, 20), perAnswer: counts(40, 0) },
          },
        },
        { ...measured('ort-web', 50, 6), difference: 0.8 },
        measured('tfjs-webgpu', 60, 5),
      ],
    },
  ],
};

const onProcessor: Results = {
  host: 'node',
  threads: 1,
  machine: results.machine,
  versions: { node: '20' },
  command: 'npm run bench -- --save',
  networks: [],
};

/** The rows of a table of the Markdown report, without their borders. */
function table(title: string): string[][] {
  const lines = markdownReport(results).split('\n');
  const rows = lines.slice(lines.indexOf(`## ${title}`) + 2);
  const end = rows.indexOf('');
  return rows.slice(0, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the report on WebGPU', () => {
  it('says of a software adapter that it is one, wherever figures stand', () => {
    expect(textReport(results)[0]).toContain('SOFTWARE adapter');
    expect(markdownReport(results)).toContain('# WebGPU in Chromium, on a software adapter\n');
    expect(plot(results)).toContain('on a software adapter</text>');
    expect(readmeSection([onProcessor, results])).toContain('a software adapter here');
    expect(nameOf(results)).toBe('webgpu-software');
    const adapter = { description: 'a vendor', software: false };
    expect(textReport({ ...results, adapter })[0]).not.toContain('SOFTWARE');
    expect(nameOf({ ...results, adapter })).toBe('webgpu-hardware');
  });

  it('has a column for each runtime of each figure', () => {
    const [titles, , first, second] = table('What an answer asks of the GPU');
    expect(titles.slice(0, 4)).toEqual([
      'network',
      'dispatches netloom',
      'dispatches ort-web',
      'dispatches tfjs-webgpu',
    ]);
    expect(first.slice(0, 4)).toEqual(['first', '8', '12', '16']);
    expect(second.slice(0, 4)).toEqual(['second', '20', '–', '30']);
    const [, , loading] = table('What loading and the first answer ask of it');
    expect(loading).toEqual(
      ['first', '4', '6', '8', '4.0 KB', '6.0 KB', '8.0 KB'].concat(
        Array<string>(3).fill('602 KB'),
      ),
    );
  });

  it('compares with the faster peer, and draws both', () => {
    // √(2 · 4)
    expect(textReport(results).join('\n')).toContain('2.83 times as fast');
    expect(plot(results)).toContain('>tfjs-webgpu</text>');
    expect(textReport(results)).toContain('second: ort-web ran out of memory');
  });

  it('has the counts of a runtime that was too slow, and how long it took to load', () => {
    const [, , , , third] = table('What an answer asks of the GPU');
    expect(third.slice(0, 4)).toEqual(['third', '40', '50', '60']);
    const title =
      'Before the first answer: cold start, and what is shipped besides the weights (brotli)';
    expect(table(title)[4].slice(0, 3)).toEqual(['third', '300 ms to load', '1.2 s']);
    expect(textReport(results)).toContain('third: netloom did not answer within 20 s');
  });

  it('gives no ratio to who computes something else, and says so', () => {
    const wrong: Results = {
      ...results,
      networks: [
        {
          ...results.networks[0],
          runtimes: [
            measured('netloom', 8, 1),
            { ...measured('ort-web', 12, 0.5), difference: 0.8 },
            measured('tfjs-webgpu', 16, 2),
          ],
        },
      ],
    };
    const text = textReport(wrong).join('\n');
    expect(text).toContain('first: ort-web gives wrong outputs (Δ), so no ratio');
    expect(text).toContain('2.00 times as fast');
    expect(plot(wrong)).toContain('2.00');
    expect(plot(wrong)).not.toContain('0.50');
  });

  it('stands in the README below WebAssembly', () => {
    const section = readmeSection([onProcessor, results]);
    expect(section).toContain('(bench/results/webgpu-software.md)');
    expect(section).toContain(
      '| first | 8 / 12 / 16 | 4 / 6 / 8 | 4.0 KB / 6.0 KB / 8.0 KB | 200 ms | 2.00 | 10 ms | 2.00 |',
    );
    expect(section).toContain('| second | 20 / – / 30 |');
  });
});
