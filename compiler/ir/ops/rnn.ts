import { recurrentLayer } from './shared/recurrent/layer.js';
import { RNN } from './shared/recurrent/rnn.js';

export const rnn = recurrentLayer(RNN, {
  summary:
    'Simple recurrent layer (Elman 1990): one layer over the steps T of N sequences, from `hidden` [N,H], zeros ' +
    'unless given. h[t] = f(weight_ih · x[t] + bias_ih + weight_hh · h[t−1] + bias_hh), f tanh or relu. Input ' +
    '[N,T,I], weight_ih [H,I], weight_hh [H,H] and biases [H] as in PyTorch; output [N,T,H], the hidden states ' +
    'of all steps, and with `states` the last h, [N,H].',
  example: ['input x: tensor(1, 20, 27)', 'output y = x -> rnn(32)'],
  conventions:
    '`activation` is nonlinearity of PyTorch. There are two biases as in PyTorch, of which Keras has only the ' +
    'sum. The batch is the first axis (batch_first = True in PyTorch); ONNX has the steps there. The state is ' +
    '[N,H]; that of PyTorch and ONNX has an axis of layers or directions in front. `hidden = true` makes the ' +
    'state before the first step a parameter.',
});
