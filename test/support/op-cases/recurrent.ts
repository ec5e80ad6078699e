import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';

/** Sequences, steps, features and width: one of each, odd ones, several tiles and their leftovers. */
const SIZES = [
  [1, 1, 1, 1],
  [1, 7, 6, 5],
  [2, 3, 4, 8],
  [1, 9, 3, 16],
  [5, 4, 2, 12],
  [4, 2, 5, 3],
] as const;

export function* lstmCases(): Iterable<OpCase> {
  for (const [batch, steps, features, width] of SIZES) {
    const rows = 4 * width;
    const [x, ih, hh] = [operand(batch, steps, features), weights(rows, features), [rows, width]];
    yield opCase('lstm', [x, ih, weights(...hh)]);
    yield opCase('lstm', [x, ih, weights(...hh), weights(rows), weights(rows)]);
    yield opCase('lstm', [x, ih, operand(...hh), operand(rows), weights(rows)]);
    const biases = [weights(rows), weights(rows)];
    const layer = [x, ih, weights(...hh), ...biases];
    yield opCase('lstm', layer, { states: true });
    const state = operand(batch, width);
    yield opCase('lstm', [...layer, state, state]);
    yield opCase('lstm', [...layer, state, weights(batch, width)], { states: true });
  }
  // Gates that saturate and states that hardly move.
  const large = { shape: [1, 5, 4], range: { from: -30, to: 30 } };
  yield opCase('lstm', [large, weights(24, 4), weights(24, 6)]);
}

export function* lstmRecurrenceCases(): Iterable<OpCase> {
  for (const [batch, steps, , width] of SIZES) {
    const gates = operand(batch, steps, 4 * width);
    yield opCase('lstm_recurrence', [gates, weights(4 * width, width)]);
    yield opCase('lstm_recurrence', [gates, operand(4 * width, width)]);
    yield opCase('lstm_recurrence', [gates, weights(4 * width, width)], { states: true });
    const states = [operand(batch, width), operand(batch, width)];
    yield opCase('lstm_recurrence', [gates, weights(4 * width, width), ...states]);
    yield opCase('lstm_recurrence', [gates, operand(4 * width, width), ...states], {
      states: true,
    });
  }
  // So many weights that every second step reads them backwards: pairs of steps, and one left over.
  for (const steps of [2, 5]) {
    yield opCase('lstm_recurrence', [operand(1, steps, 512), weights(512, 128)]);
    yield opCase('lstm_recurrence', [operand(1, steps, 512), weights(512, 128)], { states: true });
    const states = [operand(1, 128), operand(1, 128)];
    yield opCase('lstm_recurrence', [operand(1, steps, 512), weights(512, 128), ...states]);
  }
}
