import { byteSize } from '../../cli/text/units.js';
import type { GpuCounts } from '../gpu-counts.js';
import { RUNTIMES } from '../peers/runtime.js';
import type { GpuFigures, NetworkResult, Results } from '../results.js';
import type { Table } from './columns.js';
import { gpuCell, perhaps, right } from './columns.js';

/** A figure in a column for each runtime. */
interface Figure {
  readonly title: string;
  readonly text: (figures: GpuFigures) => string;
}

function count(title: string, span: keyof GpuFigures, name: keyof GpuCounts): Figure {
  return { title, text: (figures) => perhaps(figures[span], (it) => String(Math.round(it[name]))) };
}

function bytes(title: string, span: keyof GpuFigures, name: keyof GpuCounts): Figure {
  return { title, text: (figures) => perhaps(figures[span], (it) => byteSize(it[name])) };
}

const PER_ANSWER: readonly Figure[] = [
  count('dispatches', 'perAnswer', 'dispatches'),
  count('submits', 'perAnswer', 'submits'),
  bytes('to device', 'perAnswer', 'bytesToDevice'),
  bytes('from device', 'perAnswer', 'bytesFromDevice'),
];

const TO_FIRST_ANSWER: readonly Figure[] = [
  count('pipelines', 'toFirstAnswer', 'pipelines'),
  bytes('WGSL', 'toFirstAnswer', 'shaderBytes'),
  bytes('to device', 'toFirstAnswer', 'bytesToDevice'),
];

/** What the runtimes ask of WebGPU, which does not depend on the adapter's speed. */
export function gpuTables({ networks }: Results): Table[] {
  return [
    figureTable('What an answer asks of the GPU', PER_ANSWER, networks),
    figureTable('What loading and the first answer ask of it', TO_FIRST_ANSWER, networks),
  ];
}

function figureTable(
  title: string,
  figures: readonly Figure[],
  networks: readonly NetworkResult[],
): Table {
  const columns = figures.flatMap((figure) =>
    RUNTIMES.webgpu.map((runtime) => ({ figure, runtime })),
  );
  return {
    title,
    columns: [
      { title: 'network' },
      ...columns.map(({ figure, runtime }) => right(`${figure.title} ${runtime}`)),
    ],
    rows: networks.map((network) => [
      network.name,
      ...columns.map(({ figure, runtime }) => gpuCell(network, runtime, figure.text)),
    ]),
  };
}
