import { softmaxOp } from './shared/softmax.js';

export const softmax = softmaxOp({
  name: 'softmax',
  summary:
    'Turns scores into probabilities along one axis: y_j = e^(x_j − m) / Σ e^(x_i − m), where m is ' +
    'the largest x, subtracted so that nothing overflows.',
  axis: 'axis along which the results sum to 1',
  conventions: 'The last axis unless told otherwise, as in Keras, Flax and ONNX since opset 13.',
  magnitude: () => 1,
  result: (shifted, sum) => Math.exp(shifted) / sum,
});
