import { ShapeError } from '../../../op.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';
import { RECURRENT_SCHEMA, recurrentAttributes } from './cell.js';

export const RNN_ACTIVATIONS = ['tanh', 'relu'] as const;

export interface RnnAttributes extends RecurrentAttributes {
  readonly activation: (typeof RNN_ACTIVATIONS)[number];
}

/** Elman 1990: h′ = f(from the input + weight_hh · h). */
export const RNN: RecurrentCell<RnnAttributes> = {
  name: 'rnn',
  gates: 1,
  states: ['hidden'],
  schema: { ...RECURRENT_SCHEMA, activation: { kind: 'string', doc: '"tanh" or "relu"' } },
  arguments: [{ name: 'activation', kind: 'string', default: 'tanh', doc: 'f, "tanh" or "relu"' }],
  attributes(args) {
    const activation = RNN_ACTIVATIONS.find((name) => name === args.activation);
    if (activation !== undefined) return { ...recurrentAttributes(args), activation };
    throw new ShapeError('activation', `rnn has no activation ${JSON.stringify(args.activation)}`, {
      argument: 'activation',
      hint: `the activations are ${RNN_ACTIVATIONS.map((name) => `"${name}"`).join(' and ')}`,
    });
  },

  step: ({ states: [hidden], fromInput, fromState }, { activation }) => [
    hidden.map((_, row) => {
      const sum = fromInput(row) + fromState(row, hidden);
      return activation === 'tanh' ? Math.tanh(sum) : Math.max(sum, 0);
    }),
  ],

  /** `hidden` is that of every second step each. */
  tensors: ({ batch, width }) => ({ hidden: [2, batch, width] }),
};
