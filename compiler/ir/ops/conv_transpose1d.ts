import type { OpDefinition } from '../op.js';
import type { ConvTransposeAttributes } from './shared/transposed-convolve.js';
import { transposedConvolutionOp } from './shared/transposed-convolve.js';
import { geometryOfRow } from './shared/row.js';
import { LARGEST_TILE } from './shared/winograd-limit.js';

export const convTranspose1d: OpDefinition<ConvTransposeAttributes> = {
  ...transposedConvolutionOp({
    name: 'conv_transpose1d',
    call: 'conv_transpose1d',
    rank: 1,
    summary:
      'Transposed convolution along one axis: every input sample paints the kernel, scaled by itself, into the ' +
      'output, and what overlaps is summed: y[n, g·O + o, t·s + k·d − p] += x[n,i,t] · w[i,o,k], plus b. Input ' +
      '[N,C,L], weight [C,O/groups,k], bias [O]; output [N,O,(L − 1)s − pads + d(k − 1) + 1 + output_padding]. ' +
      'It is computed as `conv_transpose` is of [N,C,1,L].',
    conventions:
      'Weights are [C,O/groups,k], and padding is taken off the output, as in PyTorch and ONNX; Keras has ' +
      '[k,O,C] and [N,L,C].',
    example: [
      'input x: tensor(1, 16, 8)',
      'output y = x -> conv_transpose1d(8, kernel = 4, stride = 2, padding = 1)',
    ],
  }),
  asPicture: ({ groups, output_padding, ...geometry }) => ({
    op: 'conv_transpose2d',
    attributes: {
      ...geometryOfRow(geometry),
      output_padding: [0, ...output_padding],
      groups,
      winograd: LARGEST_TILE,
    },
  }),
};
