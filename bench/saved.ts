import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { benchmarkNetworks } from './networks.js';
import { projectRoot } from './paths.js';
import { plot } from './report/plot.js';
import { readmeSection, withSection } from './report/readme.js';
import { markdownReport } from './report/report.js';
import type { NetworkResult, Results } from './results.js';
import { nameOf } from './results.js';

/** Where the results of this project are, and the only folder that its README is made from. */
export const RESULTS_FOLDER = join(projectRoot, 'bench/results');

/**
 * Adds what was measured to what is saved there, network by network, and writes the tables and the
 * plot anew; for the project's own results the README as well.
 */
export function saveResults(results: Results, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${nameOf(results)}.json`);
  const saved = existsSync(file) ? readResults(file) : undefined;
  write(file, resultsText(merged(saved, results)));
  writeReports(folder);
}

/** Tables, plots and the README's section from the saved JSON. */
export function writeReports(folder: string): void {
  const all = savedResults(folder);
  for (const results of all) {
    write(join(folder, `${nameOf(results)}.md`), markdownReport(results));
    write(join(folder, `${nameOf(results)}.svg`), plot(results));
  }
  if (resolve(folder) !== RESULTS_FOLDER) return;
  const readme = join(projectRoot, 'README.md');
  write(readme, withSection(readFileSync(readme, 'utf8'), readmeSection(all)));
}

/** All results in a folder, by file name. */
export function savedResults(folder: string): Results[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readResults(join(folder, file)));
}

/**
 * What was measured now, and what was measured before on the same machine with the same versions
 * for other networks; in the order of the benchmark.
 */
export function merged(saved: Results | undefined, results: Results): Results {
  if (saved === undefined || circumstances(saved) !== circumstances(results)) return results;
  const byName = new Map(
    [...saved.networks, ...results.networks].map((network) => [network.name, network]),
  );
  const order = benchmarkNetworks().map(({ name }) => name);
  const place = ({ name }: NetworkResult): number => order.indexOf(name);
  return { ...results, networks: [...byName.values()].sort((a, b) => place(a) - place(b)) };
}

/** Figures are only put side by side where these agree. */
function circumstances({
  host,
  threads,
  relaxedSimd,
  machine,
  adapter,
  versions,
}: Results): string {
  return JSON.stringify({ host, threads, relaxedSimd, machine, adapter, versions });
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

const SIGNIFICANT_DIGITS = 6;

/** JSON with a line for each kernel, and no more digits than a clock can justify. */
export function resultsText(results: Results): string {
  const rounded = JSON.stringify(
    results,
    (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value)
        ? Number(value.toPrecision(SIGNIFICANT_DIGITS))
        : value,
    1,
  );
  // Objects and lists of nothing but plain values.
  const flat = rounded.replaceAll(/([[{])\n([^[\]{}]*?)\n\s*([\]}])/g, (_, open, inside, close) =>
    [open, (inside as string).replaceAll(/\n\s*/g, ' ').trim(), close].join(' '),
  );
  return `${flat}\n`;
}

/** Whole or not at all. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
