import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';

/** Sequences, steps, features and width: one of each, odd ones, several tiles and their leftovers. */
const SIZES = [
  [1, 1, 1, 1],
  [1, 7, 6, 5],
  [2, 3, 4, 8],
  [1, 9, 3, 16],
  [5, 4, 2, 12],
  [4, 2, 5, 3],
  [3, 1, 2, 5],
] as const;

/** A cell by the number of its gates and states, and its own attributes in every form. */
interface Cell {
  readonly name: 'lstm' | 'gru' | 'rnn';
  readonly gates: number;
  readonly states: number;
  readonly keepsBias?: true;
  /** Rows of a vector behind the states. */
  readonly vector?: number;
  readonly forms: readonly Readonly<Record<string, string | boolean>>[];
}

const LSTM: Cell = {
  name: 'lstm',
  gates: 4,
  states: 2,
  vector: 3,
  forms: [{ coupled: false }, { coupled: true }],
};
const GRU: Cell = {
  name: 'gru',
  gates: 3,
  states: 1,
  keepsBias: true,
  forms: [{ reset_after: true }, { reset_after: false }],
};
const RNN: Cell = {
  name: 'rnn',
  gates: 1,
  states: 1,
  forms: [{ activation: 'tanh' }, { activation: 'relu' }],
};

export function lstmCases(): Iterable<OpCase> {
  return layerCases(LSTM);
}
export function lstmRecurrenceCases(): Iterable<OpCase> {
  return recurrenceCases(LSTM);
}
export function gruCases(): Iterable<OpCase> {
  return layerCases(GRU);
}
export function gruRecurrenceCases(): Iterable<OpCase> {
  return recurrenceCases(GRU);
}
export function rnnCases(): Iterable<OpCase> {
  return layerCases(RNN);
}
export function rnnRecurrenceCases(): Iterable<OpCase> {
  return recurrenceCases(RNN);
}

function* layerCases(cell: Cell): Iterable<OpCase> {
  const { name, gates, states, forms } = cell;
  for (const form of forms) {
    for (const [batch, steps, features, width] of SIZES) {
      const rows = gates * width;
      const [x, ih] = [operand(batch, steps, features), weights(rows, features)];
      const hh = ofState(cell, width);
      const layer = [x, ih, { ...hh, constant: true } as const];
      const biases = [weights(rows), weights(rows)];
      const begin = statesOf(states, batch, width);
      yield opCase(name, layer, attributes(form, true));
      yield opCase(name, [...layer, ...biases], attributes(form));
      yield opCase(name, [x, ih, hh, operand(rows), weights(rows)], attributes(form, false, true));
      yield opCase(name, [...layer, ...biases, ...begin], attributes(form));
      yield opCase(name, [...layer, ...biases, ...begin], attributes(form, true, true));
      if (cell.vector === undefined) continue;
      const operands = [...layer, ...biases, ...begin, operand(cell.vector * width)];
      yield opCase(name, operands, attributes(form, true));
    }
    // Gates that saturate and states that hardly move.
    const large = { shape: [1, 5, 4], range: { from: -30, to: 30 } };
    const hh = { ...ofState(cell, 6), constant: true } as const;
    yield opCase(name, [large, weights(gates * 6, 4), hh], attributes(form));
  }
}

function* recurrenceCases(cell: Cell): Iterable<OpCase> {
  const { gates, states, forms } = cell;
  const name = `${cell.name}_recurrence` as const;
  for (const form of forms) {
    for (const [batch, steps, , width] of SIZES) {
      const rows = gates * width;
      const input = operand(batch, steps, rows);
      const bias = cell.keepsBias ? [weights(rows)] : [];
      const begin = [...bias, ...statesOf(states, batch, width)];
      const hh = ofState(cell, width);
      const weight = { ...hh, constant: true } as const;
      yield opCase(name, [input, weight], attributes(form));
      yield opCase(name, [input, hh, ...bias], attributes(form, true));
      yield opCase(name, [input, weight, ...begin], attributes(form, false, true));
      yield opCase(name, [input, hh, ...begin], attributes(form, true, true));
      if (cell.vector === undefined) continue;
      const operands = [input, weight, ...begin, weights(cell.vector * width)];
      yield opCase(name, operands, attributes(form, false, true));
    }
    // So many weights that every second step reads them backwards: pairs of steps, and one left over.
    const width = cell.name === 'rnn' ? 256 : 128;
    const rows = gates * width;
    const bias = cell.keepsBias ? [weights(rows)] : [];
    const begin = [...bias, ...statesOf(states, 1, width)];
    for (const steps of [2, 5]) {
      const hh = { ...ofState(cell, width), constant: true } as const;
      const layer = [operand(1, steps, rows), hh];
      yield opCase(name, layer, attributes(form));
      yield opCase(name, [...layer, ...begin], attributes(form, true, true));
    }
  }
}

/**
 * A weight_hh that is smaller where more elements are summed, as PyTorch begins with: otherwise the state of a
 * wide layer is chaotic, and what one witness rounds differently grows from step to step.
 */
function ofState({ gates }: Cell, width: number): Operand {
  const bound = 1 / Math.sqrt(width);
  return { shape: [gates * width, width], range: { from: -bound, to: bound } };
}

function attributes(form: Cell['forms'][number], states = false, reverse = false) {
  return { states, reverse, ...form };
}

function statesOf(count: number, batch: number, width: number): Operand[] {
  return [operand(batch, width), weights(batch, width)].slice(0, count);
}
