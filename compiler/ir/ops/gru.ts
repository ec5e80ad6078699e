import { GRU } from './shared/recurrent/gru.js';
import { recurrentLayer } from './shared/recurrent/layer.js';

export const gru = recurrentLayer(GRU, {
  summary:
    'Gated recurrent unit (Cho et al. 2014): one layer over the steps T of N sequences, from `hidden` [N,H], ' +
    'zeros unless given. With a = weight_ih · x[t] + bias_ih and u = weight_hh · h[t−1] + bias_hh, r = σ(a_r + u_r); ' +
    'z = σ(a_z + u_z); n = tanh(a_n + r · u_n), or tanh(a_n + weight_hh_n · (r · h[t−1]) + bias_hh_n) without ' +
    '`reset_after`; h[t] = (1 − z) · n + z · h[t−1]. Input [N,T,I], weight_ih [3·H,I], weight_hh [3·H,H] and ' +
    'biases [3·H] as in PyTorch, gates in the order r, z, n; output [N,T,H], the hidden states of all steps, ' +
    'and with `states` the last h, [N,H].',
  example: ['input x: tensor(1, 20, 27)', 'output y = x -> gru(32)'],
  conventions:
    'The gates come in the order r, z, n as in PyTorch; ONNX and Keras have z, r, n. z keeps the old state, as ' +
    'in PyTorch, ONNX and Keras; in the paper of Chung et al. 2014 it takes the new one. `reset_after` is ' +
    'linear_before_reset of ONNX, 0 there unless told otherwise, and reset_after of Keras. The batch is the ' +
    'first axis (batch_first = True in PyTorch); ONNX has the steps there. The state is [N,H]; that of ' +
    'PyTorch and ONNX has an axis of layers or directions in front. `hidden = true` makes the state before ' +
    'the first step a parameter.',
});
