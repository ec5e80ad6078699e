import type { Column } from '../../cli/text/table.js';
import { table } from '../../cli/text/table.js';
import { byteSize, duration } from '../../cli/text/units.js';
import type { RuntimeName } from '../peers/runtime.js';
import { RUNTIMES } from '../peers/runtime.js';
import type { Measured, NetworkResult, Results } from '../results.js';
import { achieved, againstFasterPeer, measuredOf } from '../results.js';
import { geometricMean } from '../statistics.js';

interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** The results as lines for a terminal. */
export function textReport(results: Results): string[] {
  return [
    ...headLines(results),
    ...tables(results).flatMap(({ title, columns, rows }) => [
      '',
      title,
      '',
      ...table(columns, rows),
    ]),
    '',
    ...footLines(results),
  ];
}

/** The same as Markdown. */
export function markdownReport(results: Results): string {
  const lines = [
    ...headLines(results),
    ...tables(results).flatMap(({ title, columns, rows }) => [
      '',
      `### ${title}`,
      '',
      markdownRow(columns.map((column) => column.title)),
      markdownRow(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
      ...rows.map(markdownRow),
    ]),
    '',
    ...footLines(results).map((line) => `- ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function headLines({ machine, threads, roof }: Results): string[] {
  return [
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}; ` +
      `load ${machine.load.toFixed(1)} at the start; peers with ${threads} thread${threads === 1 ? '' : 's'}; ` +
      `roof of one core ${roof.toFixed(1)} GFLOP/s`,
  ];
}

function tables(results: Results): Table[] {
  return [speed(results), start(results), memory(results)];
}

function speed({ networks, roof }: Results): Table {
  return {
    title: 'Time per answer',
    columns: [
      { title: 'network' },
      right('GFLOP'),
      ...RUNTIMES.map(right),
      right('× ort-web'),
      right('× tfjs-wasm'),
      right('GFLOP/s'),
      right('of roof'),
      right('Δ netloom'),
      right('Δ tfjs-wasm'),
    ],
    rows: networks.map((network) => {
      const gflops = achieved(network);
      return [
        network.name,
        ((2 * network.macs) / 1e9).toPrecision(2),
        ...RUNTIMES.map((runtime) => cell(network, runtime, (it) => duration(it.milliseconds))),
        cell(network, 'ort-web', ratio),
        cell(network, 'tfjs-wasm', ratio),
        gflops === undefined ? NOTHING : gflops.toFixed(1),
        gflops === undefined ? NOTHING : `${((100 * gflops) / roof).toFixed(0)} %`,
        cell(network, 'netloom', difference),
        cell(network, 'tfjs-wasm', difference),
      ];
    }),
  };
}

function start({ networks }: Results): Table {
  return {
    title: 'Before the first answer: cold start, and what is shipped besides the weights (brotli)',
    columns: [
      { title: 'network' },
      ...RUNTIMES.map((runtime) => right(`cold ${runtime}`)),
      ...RUNTIMES.map((runtime) => right(`bytes ${runtime}`)),
      right('compile'),
    ],
    rows: networks.map((network) => [
      network.name,
      ...RUNTIMES.map((runtime) => cell(network, runtime, (it) => duration(it.coldMilliseconds))),
      ...RUNTIMES.map((runtime) =>
        cell(
          network,
          runtime,
          ({ shipping }) => `${byteSize(shipping.raw)} (${byteSize(shipping.brotli)})`,
        ),
      ),
      duration(network.compileMilliseconds),
    ]),
  };
}

function memory({ networks }: Results): Table {
  return {
    title: 'Memory: the process at its peak, and the WebAssembly memory',
    columns: [
      { title: 'network' },
      right('weights'),
      right('arena'),
      right('above bound'),
      ...RUNTIMES.map((runtime) => right(`peak ${runtime}`)),
      ...RUNTIMES.map((runtime) => right(`wasm ${runtime}`)),
    ],
    rows: networks.map((network) => [
      network.name,
      byteSize(network.weightsBytes),
      byteSize(network.arenaBytes),
      `${(100 * (network.arenaBytes / network.arenaLowerBound - 1)).toFixed(1)} %`,
      ...RUNTIMES.map((runtime) => cell(network, runtime, (it) => byteSize(it.peakBytes))),
      ...RUNTIMES.map((runtime) => cell(network, runtime, (it) => byteSize(it.wasmBytes))),
    ]),
  };
}

/** What holds for all networks, and which runtime could not run what. */
function footLines({ networks, threads }: Results): string[] {
  const ratios = networks.map(againstFasterPeer).filter((each) => each !== undefined);
  const failures = networks.flatMap(({ name, runtimes }) =>
    runtimes.flatMap((each) =>
      'failure' in each ? [`${name}: ${each.runtime} ${each.failure}`] : [],
    ),
  );
  return [
    ...(ratios.length === 0
      ? []
      : [
          `against the faster peer: ${geometricMean(ratios).toFixed(2)} times as fast in the ` +
            `geometric mean of ${ratios.length}, ${Math.min(...ratios).toFixed(2)} at worst`,
        ]),
    ...(threads === 1
      ? []
      : ['Netloom has no threads yet, and tfjs-wasm none in Node: both ran on one']),
    ...failures,
  ];
}

const NOTHING = '–';

function right(title: string): Column {
  return { title, align: 'right' };
}

function cell(
  network: NetworkResult,
  runtime: RuntimeName,
  text: (measured: Measured) => string,
): string {
  const measured = measuredOf(network, runtime);
  return measured === undefined ? NOTHING : text(measured);
}

function ratio({ timesNetloom }: Measured): string {
  return timesNetloom.toFixed(2);
}

function difference(measured: Measured): string {
  return measured.difference === undefined ? NOTHING : measured.difference.toExponential(1);
}
