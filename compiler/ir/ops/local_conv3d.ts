import type { OpDefinition } from '../op.js';
import type { LocalConvAttributes } from './shared/local-convolve.js';
import { localConvOp } from './shared/local-convolve.js';

export const localConv3d: OpDefinition<LocalConvAttributes> = {
  ...localConvOp({
    name: 'local_conv3d',
    rank: 3,
    formula:
      'y[n,o,z,r,c] = b[o,z,r,c] + Σ x[n, i, z·s + kz − p, r·s + ky − p, c·s + kx − p] · w[z,r,c,o,i,kz,ky,kx]',
    conventions: 'Keras, PyTorch and ONNX have no such layer.',
    example: [
      'input x: tensor(1, 3, 4, 6, 6)',
      'output y = x -> local_conv3d(2, kernel = [2, 3, 3])',
    ],
  }),
  featureMap: true,
};
