import type { RecurrentAttributes, RecurrentCell } from './cell.js';
import { RECURRENT_SCHEMA, recurrentAttributes, sigmoid } from './cell.js';

/** PyTorch's order of the gates in weights and biases. */
export const GATE = { input: 0, forget: 1, candidate: 2, output: 3 } as const;
const GATES = 4;

export type LstmAttributes = RecurrentAttributes;

/**
 * Hochreiter, Schmidhuber 1997, with the forget gate of Gers et al. 2000:
 *
 *   i, f, g, o = from the input + weight_hh · h
 *   c′ = σ(f) ⊙ c + σ(i) ⊙ tanh(g)
 *   h′ = σ(o) ⊙ tanh(c′)
 */
export const LSTM: RecurrentCell<LstmAttributes> = {
  name: 'lstm',
  gates: GATES,
  states: ['hidden', 'cell'],
  schema: RECURRENT_SCHEMA,
  arguments: [],
  attributes: recurrentAttributes,

  step({ states: [hidden, cell], fromInput, fromState }) {
    const width = hidden.length;
    const gate = (name: keyof typeof GATE, u: number): number => {
      const row = GATE[name] * width + u;
      return fromInput(row) + fromState(row, hidden);
    };
    const newCell = cell.map(
      (before, u) =>
        sigmoid(gate('forget', u)) * before +
        sigmoid(gate('input', u)) * Math.tanh(gate('candidate', u)),
    );
    return [newCell.map((c, u) => sigmoid(gate('output', u)) * Math.tanh(c)), newCell];
  },

  /** `hidden` is that of every second step each. */
  tensors: ({ batch, width }) => ({
    hidden: [2, batch, width],
    cell: [batch, width],
    gates: [batch, GATES * width],
  }),
};
