import { table } from '../../cli/text/table.js';
import type { GpuAdapter, Results } from '../results.js';
import { againstFasterPeer, isWrong } from '../results.js';
import { geometricMean } from '../statistics.js';
import { markdownTable } from './columns.js';
import { layerTables } from './layer-tables.js';
import { networkTables } from './tables.js';

/** The results as lines for a terminal, on request with every kernel of every network. */
export function textReport(
  results: Results,
  { layers }: { readonly layers: boolean } = { layers: false },
): string[] {
  const tables = [...networkTables(results), ...(layers ? layerTables(results) : [])];
  return [
    headLine(results),
    ...tables.flatMap(({ title, columns, rows }) => ['', title, '', ...table(columns, rows)]),
    '',
    ...footLines(results),
  ];
}

/** The same as Markdown, single kernels folded away. */
export function markdownReport(results: Results): string {
  const lines = [
    `# ${titleOf(results)}`,
    '',
    headLine(results),
    '',
    `Made by \`${results.command}\`; [bench/README.md](../README.md) says what the columns are.`,
    ...networkTables(results).flatMap(({ title, ...each }) => [
      '',
      `## ${title}`,
      '',
      ...markdownTable(each),
    ]),
    '',
    ...footLines(results).map((line) => `- ${line}`),
    ...layerTables(results).flatMap(({ title, ...each }) => [
      '',
      `<details><summary>${title}</summary>`,
      '',
      ...markdownTable(each),
      '',
      '</details>',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

export function titleOf({ host, threads, relaxedSimd, adapter }: Results): string {
  const place = host === 'node' ? 'Node' : 'Chromium';
  if (adapter !== undefined) {
    return `WebGPU in ${place}${adapter.software ? ', on a software adapter' : ''}`;
  }
  const relaxed = relaxedSimd ? ', Netloom with relaxed SIMD' : '';
  return `WebAssembly in ${place}, ${threads} thread${threads === 1 ? '' : 's'}${relaxed}`;
}

function softwareNote({ software }: GpuAdapter): string {
  return software ? ' (a SOFTWARE adapter, whose times say nothing about a GPU)' : '';
}

function headLine({ machine, adapter, versions, networks }: Results): string {
  const dates = networks.map(({ measured }) => measured.date.slice(0, 10)).sort();
  const [first, last] = [dates.at(0), dates.at(-1)];
  const load = Math.max(...networks.map(({ measured }) => measured.load));
  return [
    ...(adapter === undefined ? [] : [`${adapter.description}${softwareNote(adapter)}`]),
    `${machine.processor}, ${machine.cores} cores`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    first === last ? first : `${first ?? ''} to ${last ?? ''}`,
    `load at most ${load.toFixed(1)}`,
  ].join('; ');
}

/** What holds for all networks, and which runtime could not run what. */
function footLines(results: Results): string[] {
  const { networks, threads, host } = results;
  return [
    ...summary(
      'time per answer',
      networks.flatMap((each) => againstFasterPeer(each) ?? []),
    ),
    ...summary(
      'cold start',
      networks.flatMap((each) => againstFasterPeer(each, 'cold') ?? []),
    ),
    ...(threads > 1 && host === 'node'
      ? ['tfjs-wasm has no threads in Node and ran on one; in a browser it has']
      : []),
    ...networks.flatMap(({ name, runtimes, analysisFailure }) => [
      ...runtimes.flatMap((each) => {
        if ('failure' in each) return [`${name}: ${each.runtime} ${each.failure}`];
        return isWrong(each)
          ? [`${name}: ${each.runtime} gives wrong outputs (Δ), so no ratio`]
          : [];
      }),
      ...(analysisFailure === undefined ? [] : [`${name}: kernels not timed, ${analysisFailure}`]),
    ]),
  ];
}

function summary(what: string, ratios: readonly number[]): string[] {
  if (ratios.length === 0) return [];
  return [
    `${what} against the faster peer: ${geometricMean(ratios).toFixed(2)} times as fast in the ` +
      `geometric mean of ${ratios.length}, ${Math.min(...ratios).toFixed(2)} at worst`,
  ];
}
