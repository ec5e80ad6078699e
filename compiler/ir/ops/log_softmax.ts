import { softmaxOp } from './shared/softmax.js';

export const logSoftmax = softmaxOp({
  name: 'log_softmax',
  summary:
    'The logarithm of softmax along one axis: y_j = (x_j − m) − ln Σ e^(x_i − m), where m is the largest x. It is ' +
    'accurate where softmax would be 0.',
  axis: 'axis along which the powers of e of the results sum to 1',
  conventions: 'The last axis unless told otherwise, as in Keras, Flax and ONNX since opset 13.',
  result: (shifted, sum) => shifted - Math.log(sum),
});
