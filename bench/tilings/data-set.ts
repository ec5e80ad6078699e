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
  /** What the core can do at most, measured beside it; GFLOP/s. */
  readonly roof: number;
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
