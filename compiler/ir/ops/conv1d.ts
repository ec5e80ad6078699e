import { convolutionOp } from './shared/convolve.js';
import { geometryOfRow } from './shared/row.js';
import type { ConvolutionAttributes } from './shared/convolve.js';
import type { OpDefinition } from '../op.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';

export const conv1d: OpDefinition<ConvolutionAttributes> = {
  ...convolutionOp({
    name: 'conv1d',
    rank: 1,
    summary:
      'Cross-correlation along one axis: y[n,o,t] = b[o] + Σ x[n, g·I + i, t·s + k·d − p] · w[o,i,k], x being ' +
      'zero outside. Input [N,C,L], weight [O,C/groups,k], bias [O]; output ' +
      '[N,O,⌊(L + pads − d(k − 1) − 1)/s⌋ + 1]. It is computed as `conv` is of [N,C,1,L].',
    conventions:
      'Channels come before the length, as in PyTorch and ONNX; Keras and Flax have [N,L,C], and weights ' +
      '[k,I,O]. For a sequence [N,T,F] write `transpose([0, 2, 1])` before and after.',
    example: [
      'input x: tensor(1, 3, 32)',
      'output y = x -> conv1d(16, kernel = 3, stride = 2, padding = 1)',
    ],
  }),
  asPicture: ({ groups, ...geometry }) => ({
    op: 'conv2d',
    attributes: { ...geometryOfRow(geometry), groups, winograd: LARGEST_TILE },
  }),
};
