import type { OpDefinition } from '../op.js';
import type { ConvTransposeAttributes } from './shared/transposed-convolve.js';
import { transposedConvolutionOp } from './shared/transposed-convolve.js';

export const convTranspose3d: OpDefinition<ConvTransposeAttributes> = {
  ...transposedConvolutionOp({
    name: 'conv_transpose3d',
    call: 'conv_transpose3d',
    rank: 3,
    summary:
      'Transposed convolution of volumes or of videos: every input sample paints the kernel, scaled by itself, ' +
      'into the output, and what overlaps is summed: y[n, g·O + o, z·s + kz·d − p, …] += x[n,i,z,r,c] · ' +
      'w[i,o,kz,ky,kx], plus b. Input [N,C,D,H,W], weight [C,O/groups,kd,kh,kw], bias [O]; output ' +
      '[N,O,(D − 1)s − pads + d(kd − 1) + 1 + output_padding, …].',
    conventions:
      'Weights are [C,O/groups,kd,kh,kw], and padding is taken off the output, as in PyTorch and ONNX; Keras has ' +
      '[kd,kh,kw,O,C] and [N,D,H,W,C].',
    example: [
      'input x: tensor(1, 8, 4, 8, 8)',
      'output y = x -> conv_transpose3d(4, kernel = 4, stride = 2, padding = 1)',
    ],
  }),
  featureMap: true,
};
