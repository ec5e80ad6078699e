import type { Column } from '../../cli/text/table.js';
import type { RuntimeName } from '../peers/runtime.js';
import type { GpuFigures, Measured, NetworkResult } from '../results.js';
import { isWrong, measuredOf } from '../results.js';

/** A table that text and Markdown are made of. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** In a cell for which there is no figure. */
export const NOTHING = '–';
/** In place of how much faster somebody computed something else. */
const WRONG_OUTPUTS = 'wrong';

export function right(title: string): Column {
  return { title, align: 'right' };
}

/** The text of a cell about one runtime. */
export function cell(
  network: NetworkResult,
  runtime: RuntimeName,
  text: (measured: Measured) => string,
): string {
  const measured = measuredOf(network, runtime);
  return measured === undefined ? NOTHING : text(measured);
}

/** The text of a cell about what a runtime asked of WebGPU, also where it was too slow to be timed. */
export function gpuCell(
  { runtimes }: NetworkResult,
  runtime: RuntimeName,
  text: (figures: GpuFigures) => string,
): string {
  const result = runtimes.find((each) => each.runtime === runtime);
  if (result === undefined) return NOTHING;
  if (!('failure' in result)) return perhaps(result.gpu, text);
  return perhaps(result.soFar?.gpu, text);
}

/** The text for a figure that may be missing. */
export function perhaps<Figure>(
  figure: Figure | undefined,
  text: (figure: Figure) => string,
): string {
  return figure === undefined ? NOTHING : text(figure);
}

/** `2.31 (2.25–2.40)`: the median and the quartiles. */
export function ratioWithSpread(measured: Measured): string {
  if (isWrong(measured)) return WRONG_OUTPUTS;
  return perhaps(
    measured.timesNetloom,
    ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
  );
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** Small kernels take less than the microsecond that durations are otherwise shown in. */
export function kernelDuration(milliseconds: number): string {
  return milliseconds < 1
    ? `${(1000 * milliseconds).toFixed(1)} µs`
    : `${milliseconds.toFixed(2)} ms`;
}

export function markdownTable({ columns, rows }: Omit<Table, 'title'>): string[] {
  return [
    markdownRow(columns.map(({ title }) => title)),
    markdownRow(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(markdownRow),
  ];
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
