import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readmeSection, sectionIn, withSection } from '../../bench/report/readme.js';
import type { NetworkResult, Results } from '../../bench/results.js';
import {
  merged,
  RESULTS_FOLDER,
  resultsText,
  savedResults,
  saveResults,
} from '../../bench/saved.js';
import { temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';

function network(name: string, milliseconds: number): NetworkResult {
  const shipping = { raw: 1000, brotli: 500 };
  const common = { coldMilliseconds: 30, wasmBytes: 65536, shipping };
  return {
    name,
    measured: { date: '2026-02-01T10:00:00.000Z', load: 0.1 },
    runtimes: [
      { runtime: 'netloom', milliseconds, ...common },
      {
        runtime: 'ort-web',
        milliseconds: 3 * milliseconds,
        timesNetloom: { median: 3, low: 2.9, high: 3.1 },
        ...common,
      },
      { runtime: 'tfjs-wasm', failure: 'cannot run the op elu' },
    ],
  };
}

function results(networks: readonly NetworkResult[], changes: Partial<Results> = {}): Results {
  return {
    host: 'node',
    threads: 1,
    machine: { processor: 'A Processor', cores: 2 },
    versions: { netloom: '0.1.0' },
    command: 'npm run bench -- --save',
    networks,
    ...changes,
  };
}

describe('saved results', () => {
  it('keep what was measured before for other networks, in the order of the benchmark', () => {
    const before = results([network('lenet5', 1), network('alexnet', 40)]);
    const now = results([network('vgg16', 400), network('lenet5', 2)]);
    const { networks } = merged(before, now);
    const times = networks.map(({ name, runtimes: [netloom] }) => [
      name,
      'milliseconds' in netloom ? netloom.milliseconds : undefined,
    ]);
    expect(times).toEqual([
      ['lenet5', 2],
      ['alexnet', 40],
      ['vgg16', 400],
    ]);
  });

  it('forget what was measured on another machine or with other versions', () => {
    const before = results([network('alexnet', 40)]);
    const elsewhere = { machine: { processor: 'Another', cores: 8 } };
    const now = results([network('lenet5', 1)], elsewhere);
    expect(merged(before, now)).toBe(now);
    const newer = results([network('lenet5', 1)], { versions: { netloom: '0.2.0' } });
    expect(merged(before, newer)).toBe(newer);
  });

  it('round to what a clock can tell, one kernel to a line', () => {
    const text = resultsText(results([network('lenet5', 1.2345678)]));
    expect(text).toContain('"milliseconds": 1.23457,');
    expect(text).toContain('\n "machine": { "processor": "A Processor", "cores": 2 },\n');
  });

  it('are JSON, tables and a plot for each way to measure', async () => {
    const folder = await temporaryFolder();
    saveResults(results([network('lenet5', 1)]), folder);
    saveResults(results([network('lenet5', 1)], { threads: 2, host: 'chromium' }), folder);
    saveResults(results([network('lenet5', 1)], { relaxedSimd: true }), folder);
    expect(readdirSync(folder).sort()).toEqual(
      ['chromium-wasm-2-threads', 'wasm-1-thread-relaxed', 'wasm-1-thread'].flatMap((name) =>
        ['json', 'md', 'svg'].map((extension) => `${name}.${extension}`),
      ),
    );
    const table = readFileSync(join(folder, 'wasm-1-thread.md'), 'utf8');
    expect(table).toContain('| lenet5 | 1.0 ms | 3.0 ms | – | 3.00 (2.90–3.10) | – |');
    expect(table).toContain('lenet5: tfjs-wasm cannot run the op elu');
    expect(savedResults(folder)[2]).toEqual(results([network('lenet5', 1)]));
  });
});

describe('the README', () => {
  it('says what the saved results say', () => {
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
    expect(
      sectionIn(readme),
      'npm run bench:report writes tables, plots and the README from the saved results',
    ).toBe(readmeSection(savedResults(RESULTS_FOLDER)));
  });

  it('has a line for each way to measure in a browser', () => {
    const browser = { host: 'chromium', versions: { chromium: '156' } } as const;
    const section = readmeSection([
      results([network('lenet5', 1)]),
      results([network('lenet5', 1)], browser),
      results([network('lenet5', 0.5)], { ...browser, relaxedSimd: true }),
    ]);
    expect(section).toContain(
      'In Chromium 156 with 1 thread, against the faster of the two: lenet5 3.00.',
    );
    expect(section).toContain('In Chromium 156 with 1 thread and `--relaxed-simd`, against');
    expect(section).toContain('| lenet5 | 1.0 ms |');
  });

  it('has a row for each network, with two threads beside one', () => {
    const one = results([network('lenet5', 1)]);
    const two = results([network('lenet5', 0.5)], { threads: 2 });
    const section = readmeSection([one, two]);
    expect(section).toContain(
      '| lenet5 | 1.0 ms | 3.00 | – | 500 µs | 3.00 | 30 ms | 1.00 | 1.0 KB | 1.0 KB | – |',
    );
    expect(section).toContain('3.00 in the geometric mean');
  });

  it('takes the section between its marks and leaves the rest alone', () => {
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
    const changed = withSection(readme, '\nfigures\n');
    expect(sectionIn(changed)).toBe('\nfigures\n');
    expect(withSection(changed, sectionIn(readme))).toBe(readme);
    expect(() => withSection('no marks', '')).toThrow('lacks <!-- bench:begin');
  });
});
