import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChoosePlan } from '../../compiler/codegen/schedule/tiling/choose-plan.js';
import { readTuningLog } from '../../compiler/codegen/tuning/read-log.js';
import type { TuningRecord } from '../../compiler/codegen/tuning/record.js';
import { recordLine } from '../../compiler/codegen/tuning/record.js';
import { tunedPlans } from '../../compiler/codegen/tuning/tuned-plan.js';
import type { Context } from '../context.js';
import { readText } from '../files/read.js';
import { writeFiles } from '../files/write.js';

/** A tuning log on disk. */
export interface TuningLog {
  readonly path: string;
  readonly text: string;
  readonly records: readonly TuningRecord[];
}

/** Reads a log; throws a DiagnosticError where it cannot be read. */
export function openLog(context: Context, path: string): TuningLog {
  const text = readText(context.io, path);
  context.sources.set(path, text);
  return { path, text, records: readTuningLog(path, text) };
}

/** The same, or an empty log where there is none yet. */
export function openOrBeginLog(context: Context, path: string): TuningLog {
  if (existsSync(resolve(context.io.cwd, path))) return openLog(context, path);
  return { path, text: '', records: [] };
}

/** The log with one record more, written whole. */
export async function appendRecord(
  context: Context,
  log: TuningLog,
  record: TuningRecord,
): Promise<TuningLog> {
  const before = log.text === '' || log.text.endsWith('\n') ? log.text : `${log.text}\n`;
  const text = before + recordLine(record);
  await writeFiles(context, [{ path: log.path, bytes: new TextEncoder().encode(text) }]);
  return { path: log.path, text, records: [...log.records, record] };
}

/** How `--tuned` tiles kernels; undefined without it. */
export function tunedBy(context: Context, path: string | undefined): ChoosePlan | undefined {
  return path === undefined ? undefined : tunedPlans(openLog(context, path).records);
}
