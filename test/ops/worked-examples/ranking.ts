import { expect } from 'vitest';
import { answersOf } from './answers.js';
import type { Checks, Entry } from './entry.js';
import { expectNumbers } from './entry.js';

/** A row of the table of detections. */
type Row = readonly [id: number, score: number, label: 0 | 1];

/**
 * Precision behind each detection, the best that a larger recall still reaches, and their sum over the
 * recalls that are reached. Of equal scores `top_k` takes the first.
 */
function averagePrecision(rows: readonly Row[], positives: number): Record<string, number[]> {
  const count = rows.length;
  const square = (test: (row: number, column: number) => boolean): number[][] =>
    rows.map((_, row) => rows.map((_, column) => Number(test(row, column))));
  return answersOf(
    `  input scores: tensor(1, ${count})
  input labels: tensor(1, ${count}, i32)
  input until: tensor(${count}, ${count})
  input onwards: tensor(${count}, ${count})
  input ranks: tensor(1, ${count})
  _, order = scores -> top_k(${count})
  output hits = gather_elements(labels, order) -> cast(f32)
  output precision = matmul(hits, until) / ranks
  best, _ = precision * onwards -> top_k(1, axis = 1)
  output best_precision = best -> reshape([1, ${count}])
  output average = matmul(hits, best) / ${positives}`,
    {
      scores: rows.map(([, score]) => score),
      labels: rows.map(([, , label]) => label),
      until: square((row, column) => row <= column),
      onwards: square((row, column) => row <= column),
      ranks: rows.map((_, at) => at + 1),
    },
  );
}

/** What detections with a score above a threshold are worth. */
function aboveThreshold(rows: readonly Row[], threshold: number): Record<string, number[]> {
  const count = rows.length;
  return answersOf(
    `  input scores: tensor(1, ${count})
  input labels: tensor(${count}, 1)
  input ones: tensor(${count}, 1)
  chosen = greater(scores, ${threshold}) -> cast(f32)
  output selected = matmul(chosen, ones)
  output tp = matmul(chosen, labels)`,
    {
      scores: rows.map(([, score]) => score),
      labels: rows.map(([, , label]) => label),
      ones: rows.map(() => 1),
    },
  );
}

/** `3/4` */
function fraction(text: string): number {
  const [over, under = 1] = text.split('/').map(Number);
  return over / under;
}

/** `entries` is the whole list, because several ask about the table of one. */
export function rankingChecks(entries: readonly Entry[]): Checks {
  const table = entries.find(({ id }) => id === 'ap-class-a');
  const rows = (table?.given.rows_id_score_label ?? []) as Row[];
  const average = ({ given, answer }: Entry): void => {
    const own = given.rows_id_score_label as Row[];
    // The course gives four digits.
    expectNumbers(averagePrecision(own, given.positives as number).average, [answer], 5e-5);
  };
  const threshold = ({ given, answer }: Entry): void => {
    const { selected, precision, recall, tp } = answer as Record<string, never>;
    const found = aboveThreshold(rows, given.threshold as number);
    expect(found).toEqual({ selected: [selected], tp: [tp] });
    expect(found.tp[0] / found.selected[0]).toBe(fraction(precision));
    expect(found.tp[0] / (given.positives as number)).toBe(fraction(recall));
  };
  return {
    'ap-class-a': average,
    'ap-class-a-tie': average,
    'ap-precision-column': ({ given, answer }) => {
      const { precision } = averagePrecision(rows, given.positives as number);
      expectNumbers(precision, (answer as string[]).map(fraction));
    },
    'ap-max-precisions': ({ given, answer }) => {
      const { hits, best_precision } = averagePrecision(rows, given.positives as number);
      const reached = best_precision.filter((_, at) => hits[at] === 1);
      expectNumbers(reached, (answer as string[]).map(fraction));
    },
    'pr-threshold-0.5': threshold,
    'pr-threshold-0.2': threshold,
  };
}
