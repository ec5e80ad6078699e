import type { LoopOrder, Tiling } from '../schedule/tiling/plan.js';

/** The outcome of measuring one kernel: a line of a tuning log. */
export interface TuningRecord {
  /** Which kernel of which network happened to be measured; for people. */
  readonly kernel: string;
  readonly tiling: Tiling;
  readonly milliseconds: number;
  /** What the kernel had otherwise, and how long that took beside it. */
  readonly preset: Tiling & { readonly milliseconds: number };
  readonly netloom: string;
  readonly engine: string;
  readonly machine: string;
  /** What is computed, in the text of `signatureOf`: this is what a record is found by. */
  readonly computes: string;
}

/** A record as a line of JSON, with its line break. */
export function recordLine(record: TuningRecord): string {
  const { kernel, tiling, milliseconds, preset, netloom, engine, machine, computes } = record;
  const line: RecordJson = {
    kernel,
    ...tilingJson(tiling),
    milliseconds: rounded(milliseconds),
    preset: { ...tilingJson(preset), milliseconds: rounded(preset.milliseconds) },
    netloom,
    engine,
    machine,
    computes,
  };
  return `${JSON.stringify(line)}\n`;
}

interface TilingJson {
  readonly rows: number;
  readonly channels: number;
  readonly order: LoopOrder;
}

interface RecordJson extends TilingJson {
  readonly kernel: string;
  readonly milliseconds: number;
  readonly preset: TilingJson & { readonly milliseconds: number };
  readonly netloom: string;
  readonly engine: string;
  readonly machine: string;
  readonly computes: string;
}

/** A tiling as logs have it. */
export function tilingJson({ tile, vectors, order }: Tiling): TilingJson {
  return { rows: tile, channels: 4 * vectors, order };
}

/** More digits than a clock can tell apart say nothing. */
function rounded(milliseconds: number): number {
  return Number(milliseconds.toPrecision(4));
}
