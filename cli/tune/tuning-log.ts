import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTuningLog } from '../../compiler/codegen/tuning/read-log.js';
import type { TuningRecord } from '../../compiler/codegen/tuning/record.js';
import { recordLine } from '../../compiler/codegen/tuning/record.js';
import type { Settings } from '../../compiler/settings.js';
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
  const text = readText(context.io, path, '.jsonl');
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

/** The settings with what the log of `--tuned` says; as they are without one. */
export function tunedSettings(
  context: Context,
  settings: Settings,
  path: string | undefined,
): Settings {
  return path === undefined ? settings : { ...settings, tuning: openLog(context, path).records };
}
