import { GRU } from './shared/recurrent/gru.js';
import { recurrence } from './shared/recurrent/recurrence.js';

export const gruRecurrence = recurrence(
  GRU,
  'What of a gru has to wait for the step before: from_input [N,T,3·H] is what the input and bias_ih add to ' +
    'the gates r, z, n of every step, weight_hh [3·H,H] and bias_hh [3·H] belong to the hidden state, and ' +
    'hidden [N,H] is the state before the first step, zeros where it is absent. Outputs as of gru. Made by ' +
    '`hoist-recurrent-input`.',
);
