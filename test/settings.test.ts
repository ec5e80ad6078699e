import { describe, expect, test } from 'vitest';
import type { TuningRecord } from '../compiler/codegen/tuning/record.js';
import type { Settings } from '../compiler/settings.js';
import { machinesFor, settingsOf, settingsText } from '../compiler/settings.js';
import { ONE_CORE } from '../compiler/target/one-core.js';
import { THREADS } from '../compiler/target/threads.js';
import { GPU } from '../compiler/target/webgpu.js';

const tiling = { tile: 4, vectors: 2, order: 'panels-outside' } as const;
const record: TuningRecord = {
  kernel: 'k',
  tiling,
  milliseconds: 1,
  preset: { ...tiling, milliseconds: 2 },
  netloom: '0.1.0',
  engine: 'V8',
  machine: 'here',
  computes: 'yx 4',
};

/** Everything that is not as by default, one thing at a time. */
const OTHERS: readonly Partial<Settings>[] = [
  { targets: ['wasm'] },
  { targets: ['webgpu'] },
  { weightsAs: 'f16' },
  { weightsAs: 'int8' },
  { winograd: 'off' },
  { winograd: 2 },
  { threads: 2 },
  { threads: 'auto' },
  { relaxedSimd: true },
  { tuning: [record] },
  { tuning: [{ ...record, computes: 'yx 8' }] },
];

describe('the text of settings', () => {
  test('is the command line that gives them', () => {
    expect(settingsText(settingsOf({}))).toBe(
      '--target all --weights-as f32 --winograd 4 --threads 1',
    );
    expect(
      settingsText(settingsOf({ weightsAs: 'int8', threads: 'auto', relaxedSimd: true })),
    ).toBe('--target all --weights-as int8 --winograd 4 --threads auto --relaxed-simd');
  });

  test('differs where anything does', () => {
    const texts = [{}, ...OTHERS].map((chosen) => settingsText(settingsOf(chosen)));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('is the same in whatever order targets are named', () => {
    expect(settingsText(settingsOf({ targets: ['webgpu', 'wasm'] }))).toBe(
      settingsText(settingsOf({ targets: ['wasm', 'webgpu'] })),
    );
  });
});

test('threads run on a machine of their own; a GPU is the same for any number', () => {
  expect(machinesFor({ threads: 1 }).wasm).toBe(ONE_CORE);
  expect(machinesFor({ threads: 'auto' }).wasm).toBe(THREADS);
  expect(machinesFor({ threads: 4 }).webgpu).toBe(GPU);
});
