import { roundUp } from '../../../layout.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';
import { RECURRENT_SCHEMA, recurrentAttributes, sigmoid } from './cell.js';

/** PyTorch's order of the gates in weights and biases. */
export const GATE = { input: 0, forget: 1, candidate: 2, output: 3 } as const;
const GATES = 4;

/** The gates that see the cell, in the order of `peephole`. */
export const PEEPHOLE = { input: 0, forget: 1, output: 2 } as const;

export interface LstmAttributes extends RecurrentAttributes {
  readonly coupled: boolean;
}

/**
 * Hochreiter, Schmidhuber 1997, with the forget gate of Gers et al. 2000:
 *
 *   i, f, g, o = from the input + weight_hh · h
 *   c′ = σ(f) ⊙ c + σ(i) ⊙ tanh(g)
 *   h′ = σ(o) ⊙ tanh(c′)
 *
 * Peepholes (Gers, Schmidhuber 2000) add p_i ⊙ c to i, p_f ⊙ c to f and p_o ⊙ c′ to o. With `coupled`
 * 1 − σ(i) takes the place of σ(f) (Greff et al. 2017).
 */
export const LSTM: RecurrentCell<LstmAttributes> = {
  name: 'lstm',
  gates: GATES,
  states: ['hidden', 'cell'],
  vector: { name: 'peephole', rows: 3 },
  schema: {
    ...RECURRENT_SCHEMA,
    coupled: { kind: 'boolean', default: false, doc: 'forget as much as is taken in' },
  },
  arguments: [
    {
      name: 'peephole',
      kind: 'boolean',
      default: false,
      doc: 'let the input and forget gates see the cell, and the output gate the new cell, through a weight each: `peephole_l0` [3·H]',
    },
    {
      name: 'coupled',
      kind: 'boolean',
      default: false,
      doc: 'forget as much as is taken in, 1 − σ(i) in place of σ(f), as input_forget of ONNX; the rows of f mean nothing',
    },
  ],
  attributes: (args) => ({ ...recurrentAttributes(args), coupled: args.coupled as boolean }),

  step({ states: [hidden, cell], fromInput, fromState, fromVector }, { coupled }) {
    const width = hidden.length;
    const gate = (name: keyof typeof GATE, u: number): number => {
      const row = GATE[name] * width + u;
      return fromInput(row) + fromState(row, hidden);
    };
    const opened = (name: keyof typeof PEEPHOLE, u: number, c: number): number =>
      sigmoid(gate(name, u) + fromVector(PEEPHOLE[name] * width + u) * c);
    const newCell = cell.map((before, u) => {
      const taken = opened('input', u, before);
      const kept = coupled ? 1 - taken : opened('forget', u, before);
      return kept * before + taken * Math.tanh(gate('candidate', u));
    });
    return [newCell.map((c, u) => opened('output', u, c) * Math.tanh(c)), newCell];
  },

  /**
   * `hidden` is that of every second step each. Each cell state has whole vectors to itself: who reads one
   * touches nothing of the next, which is written at the same time.
   */
  tensors: ({ batch, width }) => ({
    hidden: [2, batch, width],
    cell: [batch, roundUp(width, 4)],
    gates: [batch, GATES * width],
  }),
};
