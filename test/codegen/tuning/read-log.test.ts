import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTuningLog } from '../../../compiler/codegen/tuning/read-log.js';
import type { TuningRecord } from '../../../compiler/codegen/tuning/record.js';
import { recordLine } from '../../../compiler/codegen/tuning/record.js';
import { DiagnosticError } from '../../../compiler/diagnostics/diagnostic.js';
import { renderDiagnostic } from '../../../compiler/diagnostics/render.js';

const RECORD: TuningRecord = {
  kernel: 'conv2d_1x1_c6_o16',
  tiling: { tile: 3, vectors: 4, order: { block: 12 } },
  milliseconds: 0.25,
  preset: { tile: 4, vectors: 2, order: 'panels-outside', milliseconds: 0.5 },
  netloom: '0.1.0',
  engine: 'V8 11.3',
  machine: 'a "quick" one',
  computes: 'o 16: output[o] = Σ',
};

describe('a tuning log', () => {
  it('gives back the records that were written', () => {
    const other: TuningRecord = {
      ...RECORD,
      tiling: { tile: 1, vectors: 6, order: 'rows-outside' },
    };
    const text = recordLine(RECORD) + recordLine(other);
    expect(readTuningLog('a.jsonl', text)).toEqual([RECORD, other]);
  });

  it('is made for people, too: rows and channels, not vectors', () => {
    expect(recordLine({ ...RECORD, milliseconds: 0.123456 })).toBe(
      '{"kernel":"conv2d_1x1_c6_o16","rows":3,"channels":16,"order":{"block":12},"milliseconds":0.1235,' +
        '"preset":{"rows":4,"channels":8,"order":"panels-outside","milliseconds":0.5},' +
        '"netloom":"0.1.0","engine":"V8 11.3","machine":"a \\"quick\\" one","computes":"o 16: output[o] = Σ"}\n',
    );
  });

  it('may have empty lines, line ends of any system, and fields of later versions', () => {
    const line = recordLine(RECORD);
    const later = line.replace('{', '{"mood":"good",');
    expect(readTuningLog('a.jsonl', `\n${line.trim()}\r\n\r\n${later}`)).toEqual([RECORD, RECORD]);
  });
});

/** Logs that cannot be read, each beside what the user sees: read the `.txt` as a user would. */
const folder = join(import.meta.dirname, 'corrupt');
const logs = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));

describe('a corrupt tuning log', () => {
  it.each(logs)('%s is refused with a place', async (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const rendered: string[] = [];
    try {
      readTuningLog(file, text);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const sources = new Map([[file, text]]);
      rendered.push(...error.diagnostics.map((each) => renderDiagnostic(each, sources)));
    }
    const expected = join(folder, file.replace('.jsonl', '.txt'));
    await expect(`${rendered.join('\n')}\n`).toMatchFileSnapshot(expected);
  });
});
