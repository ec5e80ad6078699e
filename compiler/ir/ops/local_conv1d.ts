import type { OpDefinition } from '../op.js';
import type { LocalConvAttributes } from './shared/local-convolve.js';
import { localConvOp } from './shared/local-convolve.js';

export const localConv1d: OpDefinition<LocalConvAttributes> = {
  ...localConvOp({
    name: 'local_conv1d',
    rank: 1,
    formula: 'y[n,o,t] = b[o,t] + Σ x[n, i, t·s + k − p] · w[t,o,i,k]',
    conventions:
      'Keras 2 has LocallyConnected1D, whose weight is [L′,k·C,O] and bias [L′,O]; PyTorch and ONNX have no such ' +
      'layer.',
    example: ['input x: tensor(1, 3, 16)', 'output y = x -> local_conv1d(4, kernel = 3)'],
  }),
  asPicture: ({ strides, pads: [before, after] }) => ({
    op: 'local_conv',
    attributes: { strides: [1, ...strides], pads: [0, before, 0, after] },
    weightShape: ([places, outputs, channels, taps]) => [1, places, outputs, channels, 1, taps],
  }),
};
