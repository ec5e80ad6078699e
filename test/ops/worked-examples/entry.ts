import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { sharedRoot } from '../../support/paths.js';

/** A worked number of the lecture course. Pictures are [height, width, channels]. */
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** The right value: the course's own, its exact form, or the correction where it is wrong. */
  readonly answer: unknown;
}

/** Computes what an entry asks and compares it with the answer. */
export type Check = (entry: Entry) => void;
export type Checks = Readonly<Record<string, Check>>;

interface RawEntry extends Omit<Entry, 'answer'> {
  readonly expected: unknown;
  readonly exact?: unknown;
  readonly corrected?: unknown;
}

export function loadEntries(): Entry[] {
  const text = readFileSync(`${sharedRoot}facts/worked-examples.json`, 'utf8');
  const { entries } = JSON.parse(text) as { entries: RawEntry[] };
  return entries.map((raw) => {
    const { id, kind, given, expected, exact, corrected } = raw;
    const answer = 'corrected' in raw ? corrected : 'exact' in raw ? exact : expected;
    return { id, kind, given, answer };
  });
}

/** The same check for several entries. */
export function each(ids: readonly string[], check: Check): Checks {
  return Object.fromEntries(ids.map((id) => [id, check]));
}

/** Compares numbers in any nesting within the rounding of the course's eight digits. */
export function expectNumbers(actual: unknown, expected: unknown, within = 2e-6): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
      within * Math.max(1, Math.abs(expected)),
    );
    return;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((item: unknown, index) => {
      expectNumbers(actual[index], item, within);
    });
    return;
  }
  expect(actual).toEqual(expected);
}

/** Batch, channels, height, width of a picture given as height, width, channels. */
export function picture(size: readonly number[]): number[] {
  const [height, width, channels] = size;
  return [1, channels, height, width];
}
