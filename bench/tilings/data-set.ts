import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths.js';

/** Where the measurements of this project are, a line of JSON per kernel. */
export const DATA_SET = join(projectRoot, 'bench/results/tilings.jsonl');

/** How long each tiling of a computation takes. */
export interface MeasuredKernel {
  readonly network: string;
  readonly kernel: string;
  readonly machine: string;
  readonly engine: string;
  /** The signature of the computation, by which the measurements are found again. */
  readonly computes: string;
  /** By the text of the tiling. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** What has been measured so far; nothing where the file is missing. */
export function readDataSet(file: string): MeasuredKernel[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as MeasuredKernel);
}

/** A kernel as a line of the file. */
export function dataSetLine(measured: MeasuredKernel): string {
  return `${JSON.stringify(measured)}\n`;
}

/**
 * What is known after measuring again: of each tiling its least time. Whatever else a machine does
 * makes a run slower.
 */
export function withLeastTimes(
  known: readonly MeasuredKernel[],
  measured: readonly MeasuredKernel[],
): MeasuredKernel[] {
  const kernels = new Map(known.map((each) => [each.computes, each]));
  for (const again of measured) {
    const before = kernels.get(again.computes);
    kernels.set(again.computes, before === undefined ? again : leastTimes(before, again));
  }
  return [...kernels.values()];
}

function leastTimes(before: MeasuredKernel, again: MeasuredKernel): MeasuredKernel {
  const times = Object.entries(again.milliseconds).map(
    ([text, time]) => [text, Math.min(time, before.milliseconds[text] ?? Infinity)] as const,
  );
  return { ...again, milliseconds: { ...before.milliseconds, ...Object.fromEntries(times) } };
}
