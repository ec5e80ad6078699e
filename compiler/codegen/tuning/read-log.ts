import type { Span } from '../../diagnostics/diagnostic.js';
import { fail } from '../../diagnostics/diagnostic.js';
import type { LoopOrder, Tiling } from '../schedule/tiling/plan.js';
import type { TuningRecord } from './record.js';

/**
 * Reads a tuning log, a record per line in the form of `recordLine`. Fields that it doesn't know are
 * passed over, as are empty lines. Throws a DiagnosticError `tuning/…` that points into the line.
 */
export function readTuningLog(file: string, text: string): TuningRecord[] {
  const records: TuningRecord[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const span = { file, start, end: start + line.trimEnd().length };
    if (line.trim() !== '') records.push(new RecordReader(line, span).record());
    start += line.length + 1;
  }
  return records;
}

const HINT = 'delete the line, or the file, and compile with --tune to measure again';

type Fields = Readonly<Record<string, unknown>>;

class RecordReader {
  constructor(
    private readonly line: string,
    private readonly span: Span,
  ) {}

  record(): TuningRecord {
    const fields = this.parse();
    const preset = this.object(fields, 'preset');
    return {
      kernel: this.text(fields, 'kernel'),
      tiling: this.tiling(fields),
      milliseconds: this.duration(fields),
      preset: { ...this.tiling(preset), milliseconds: this.duration(preset) },
      netloom: this.text(fields, 'netloom'),
      engine: this.text(fields, 'engine'),
      machine: this.text(fields, 'machine'),
      computes: this.text(fields, 'computes'),
    };
  }

  private parse(): Fields {
    let value: unknown;
    try {
      value = JSON.parse(this.line);
    } catch {
      return fail({
        code: 'tuning/json',
        title: 'a line of the tuning log is not JSON',
        primary: { span: this.span, message: 'this was cut off or changed' },
        notes: ['a tuning log has one JSON object per line'],
        hint: HINT,
      });
    }
    if (isFields(value)) return value;
    return fail({
      code: 'tuning/record',
      title: 'a line of the tuning log holds no record',
      primary: { span: this.span, message: 'this must be a JSON object' },
      hint: HINT,
    });
  }

  private tiling(fields: Fields): Tiling {
    const channels = this.count(fields, 'channels');
    if (channels % 4 !== 0) this.wrong('channels', channels, 'a multiple of 4');
    return {
      tile: this.count(fields, 'rows'),
      vectors: channels / 4,
      order: this.order(fields),
    };
  }

  private order(fields: Fields): LoopOrder {
    const { order } = fields;
    if (order === 'rows-outside' || order === 'panels-outside') return order;
    if (isFields(order)) return { block: this.count(order, 'block') };
    return this.wrong('order', order, '"rows-outside", "panels-outside" or {"block": N}');
  }

  private object(fields: Fields, name: string): Fields {
    const value = fields[name];
    return isFields(value) ? value : this.wrong(name, value, 'a JSON object');
  }

  private text(fields: Fields, name: string): string {
    const value = fields[name];
    return typeof value === 'string' ? value : this.wrong(name, value, 'text');
  }

  private count(fields: Fields, name: string): number {
    const value = fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
    return this.wrong(name, value, 'a whole number of at least 1');
  }

  private duration(fields: Fields): number {
    const { milliseconds } = fields;
    if (typeof milliseconds === 'number' && milliseconds > 0) return milliseconds;
    return this.wrong('milliseconds', milliseconds, 'a number above 0');
  }

  private wrong(name: string, value: unknown, expected: string): never {
    const key = JSON.stringify(name);
    const at = this.line.indexOf(key);
    const start = this.span.start + Math.max(0, at);
    const span = at < 0 ? this.span : { ...this.span, start, end: start + key.length };
    return fail({
      code: 'tuning/record',
      title:
        value === undefined
          ? `a record of the tuning log has no "${name}"`
          : `"${name}" of a record of the tuning log is ${JSON.stringify(value)}`,
      primary: { span, message: `this must be ${expected}` },
      hint: HINT,
    });
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
