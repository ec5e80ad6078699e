import { recurrence } from './shared/recurrent/recurrence.js';
import { RNN } from './shared/recurrent/rnn.js';

export const rnnRecurrence = recurrence(
  RNN,
  'What of an rnn has to wait for the step before: from_input [N,T,H] is what the input and the biases add at ' +
    'every step, weight_hh [H,H] the weight of the hidden state, and hidden [N,H] the state before the first ' +
    'step, zeros where it is absent. Outputs as of rnn. Made by `hoist-recurrent-input`.',
);
