import { recurrentLayer } from './shared/recurrent/layer.js';
import { LSTM } from './shared/recurrent/lstm.js';

export const lstm = recurrentLayer(LSTM, {
  summary:
    'Long short-term memory (Hochreiter, Schmidhuber 1997): one layer over the steps T of N ' +
    'sequences, from `hidden` and `cell` [N,H], zeros unless given. i, f, g, o = weight_ih · x[t] + bias_ih + weight_hh · h[t−1] + ' +
    'bias_hh; c[t] = σ(f) · c[t−1] + σ(i) · tanh(g); h[t] = σ(o) · tanh(c[t]). Input [N,T,I], ' +
    'weight_ih [4·H,I], weight_hh [4·H,H] and biases [4·H] as in PyTorch, gates in the order i, f, g, ' +
    'o; output [N,T,H], the hidden states of all steps, and with `states` the last h and c, [N,H] each. With ' +
    '`peephole` [3·H], gates in the order i, f, o, p_i · c[t−1], p_f · c[t−1] and p_o · c[t] are added to i, f and o (Gers, ' +
    'Schmidhuber 2000); with `coupled` 1 − σ(i) takes the place of σ(f).',
  example: ['input x: tensor(1, 20, 27)', 'output y = x -> lstm(32)'],
  conventions:
    'The gates come in the order i, f, g, o as in PyTorch and Keras; ONNX has i, o, f, g. There are two ' +
    'biases as in PyTorch, of which Keras has only the sum. The batch is the first axis (batch_first = ' +
    'True in PyTorch); ONNX has the steps there. States are [N,H]; those of PyTorch and ONNX have an axis ' +
    'of layers or directions in front. `hidden = true` makes the state before the first step a parameter. ' +
    'ONNX has its peepholes in the order i, o, f, and calls coupled gates input_forget; TensorFlow calls ' +
    'their cell CoupledInputForgetGateLSTMCell. PyTorch and Keras have neither.',
});
