import type { Shape } from '../../../types.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';
import { RECURRENT_SCHEMA, recurrentAttributes, sigmoid } from './cell.js';

/** PyTorch's order of the gates in weights and biases. */
export const GRU_GATE = { reset: 0, update: 1, candidate: 2 } as const;
const GATES = 3;

export interface GruAttributes extends RecurrentAttributes {
  readonly reset_after: boolean;
}

/**
 * Cho et al. 2014, with x the input's share of a gate and W, b weight_hh and bias_hh:
 *
 *   r = σ(x_r + W_r · h + b_r)
 *   z = σ(x_z + W_z · h + b_z)
 *   n = tanh(x_n + r ⊙ (W_n · h + b_n))     or     tanh(x_n + W_n · (r ⊙ h) + b_n)
 *   h′ = (1 − z) ⊙ n + z ⊙ h
 */
export const GRU: RecurrentCell<GruAttributes> = {
  name: 'gru',
  gates: GATES,
  states: ['hidden'],
  keepsBias: true,
  schema: {
    ...RECURRENT_SCHEMA,
    reset_after: {
      kind: 'boolean',
      doc: 'the reset gate scales the product with the state, not the state',
    },
  },
  arguments: [
    {
      name: 'reset_after',
      kind: 'boolean',
      default: true,
      doc: 'the reset gate scales weight_hh · h + bias_hh, as in PyTorch, cuDNN and Keras; with false it scales h before the product, as in the paper and in ONNX unless told otherwise',
    },
  ],
  attributes: (args) => ({
    ...recurrentAttributes(args),
    reset_after: args.reset_after as boolean,
  }),

  step({ states: [hidden], fromInput, fromState }, { reset_after }) {
    const width = hidden.length;
    const gate = (name: 'reset' | 'update', u: number): number => {
      const row = GRU_GATE[name] * width + u;
      return sigmoid(fromInput(row) + fromState(row, hidden));
    };
    const reset = hidden.map((_, u) => gate('reset', u));
    const kept = hidden.map((h, u) => reset[u] * h);
    const next = hidden.map((h, u) => {
      const row = GRU_GATE.candidate * width + u;
      const recurrent = reset_after ? reset[u] * fromState(row, hidden) : fromState(row, kept);
      const update = gate('update', u);
      return (1 - update) * Math.tanh(fromInput(row) + recurrent) + update * h;
    });
    return [next];
  },

  /** `hidden` is that of every second step each, `gates` what the state adds to them; `kept` is r ⊙ h. */
  tensors({ batch, width }, { reset_after }): Readonly<Record<string, Shape>> {
    const hidden = [2, batch, width];
    return reset_after
      ? { hidden, gates: [batch, GATES * width] }
      : { hidden, gates: [batch, 2 * width], kept: [batch, width] };
  },
};
