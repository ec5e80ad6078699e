import { convolutionOp } from './shared/convolve.js';
import type { ConvolutionAttributes } from './shared/convolve.js';
import type { OpDefinition } from '../op.js';

export const conv3d: OpDefinition<ConvolutionAttributes> = {
  ...convolutionOp({
    name: 'conv3d',
    rank: 3,
    summary:
      'Cross-correlation of volumes or of videos: ' +
      'y[n,o,z,r,c] = b[o] + Σ x[n, g·I + i, z·s + kz·d − p, r·s + ky·d − p, c·s + kx·d − p] · w[o,i,kz,ky,kx], ' +
      'x being zero outside. Input [N,C,D,H,W], weight [O,C/groups,kd,kh,kw], bias [O]; output ' +
      '[N,O,⌊(D + pads − d(kd − 1) − 1)/s⌋ + 1, …].',
    conventions:
      'Channels come before the depth, and weights are [O,I,kd,kh,kw], as in PyTorch and ONNX; Keras and Flax ' +
      'have [N,D,H,W,C] and [kd,kh,kw,I,O].',
    example: [
      'input x: tensor(1, 3, 8, 16, 16)',
      'output y = x -> conv3d(8, kernel = 3, stride = [1, 2, 2], padding = 1)',
    ],
  }),
  featureMap: true,
};
