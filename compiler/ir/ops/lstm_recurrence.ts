import { LSTM } from './shared/recurrent/lstm.js';
import { recurrence } from './shared/recurrent/recurrence.js';

export const lstmRecurrence = recurrence(
  LSTM,
  'What of an lstm has to wait for the step before: from_input [N,T,4·H] is what the input and ' +
    'the biases add to the gates i, f, g, o of every step, weight_hh [4·H,H] the weight of the ' +
    'hidden state, hidden and cell [N,H] the states before the first step, zeros where they are absent, ' +
    'peephole [3·H] what of the cell is added to i, f and o. Outputs as of lstm. Made by `hoist-recurrent-input`.',
);
