import type { Counterpart } from '../counterpart.js';

/** Sequences, as other frameworks call them. */
export const SEQUENCES: readonly Counterpart[] = [
  {
    here: 'lstm',
    torch: 'LSTM LSTMCell',
    keras: 'LSTM LSTMCell',
    onnx: 'LSTM',
    jax: 'LSTMCell OptimizedLSTMCell',
    note: 'it goes through all steps',
  },
  {
    here: 'gru',
    torch: 'GRU GRUCell',
    keras: 'GRU GRUCell',
    onnx: 'GRU',
    jax: 'GRUCell',
    note: 'it goes through all steps; ONNX and the paper have `reset_after = false`',
  },
  {
    here: 'rnn',
    torch: 'RNN RNNBase RNNCell',
    keras: 'RNN SimpleRNN SimpleRNNCell StackedRNNCells',
    onnx: 'RNN',
    jax: 'RNN SimpleCell',
    note: 'it goes through all steps; other cells can be written as a block that a `for` goes through',
  },
  {
    here: 'recurrent',
    code: 'sequence -> recurrent(lstm, 32, bidirectional = true)',
    keras: 'Bidirectional',
    jax: 'Bidirectional',
  },
  {
    code: 'sequence -> linear(16)',
    keras: 'TimeDistributed',
    note: 'a layer sees all steps at once',
  },
];
