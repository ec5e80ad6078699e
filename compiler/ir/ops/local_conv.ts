import type { OpDefinition } from '../op.js';
import type { LocalConvAttributes } from './shared/local-convolve.js';
import { localConvOp } from './shared/local-convolve.js';

export const localConv: OpDefinition<LocalConvAttributes> = localConvOp({
  name: 'local_conv',
  rank: 2,
  formula: 'y[n,o,r,c] = b[o,r,c] + Σ x[n, i, r·s + ky − p, c·s + kx − p] · w[r,c,o,i,ky,kx]',
  conventions:
    'Keras 2 has LocallyConnected2D, whose weight is [H′·W′,kh·kw·C,O] and bias [H′,W′,O]; PyTorch and ONNX ' +
    'have no such layer.',
  example: ['input x: tensor(1, 3, 8, 8)', 'output y = x -> local_conv(4, kernel = 3)'],
});
