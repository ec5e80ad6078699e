import type { OpDefinition } from '../op.js';
import type { ConvTransposeAttributes } from './shared/transposed-convolve.js';
import { transposedConvolutionOp } from './shared/transposed-convolve.js';
import {
  requireWinograd,
  WINOGRAD_ARGUMENT,
  WINOGRAD_ATTRIBUTE,
  winogradLimit,
} from './shared/winograd-limit.js';

export interface ConvTranspose2dAttributes extends ConvTransposeAttributes {
  readonly winograd: number;
}

const transposed = transposedConvolutionOp({
  name: 'conv_transpose2d',
  call: 'conv_transpose',
  rank: 2,
  summary:
    'Transposed convolution (Zeiler et al. 2010): the gradient of conv2d by its input. Every input ' +
    'sample paints the kernel, scaled by itself, into the output, and what overlaps is summed: ' +
    'y[n, g·O + o, r·s + ky·d − p, c·s + kx·d − p] += x[n,i,r,c] · w[i,o,ky,kx], plus b. Input ' +
    '[N,C,H,W], weight [C,O/groups,kh,kw], bias [O]; output ' +
    '[N,O,(H − 1)s − pads + d(kh − 1) + 1 + output_padding, …]. Of i32, all of them, it is modulo 2³².',
  conventions:
    'Weights are [C,O/groups,kh,kw], and padding is taken off the output, as in PyTorch and ONNX. ' +
    'Keras has [kh,kw,O,C]; its padding = "same" is padding = (kernel − stride) / 2 here, where that ' +
    'is a whole number.',
  example: [
    'input x: tensor(1, 16, 8, 8)',
    'output y = x -> conv_transpose(8, kernel = 4, stride = 2, padding = 1)',
  ],
});

export const convTranspose2d: OpDefinition<ConvTranspose2dAttributes> = {
  ...transposed,
  attributes: { ...transposed.attributes, winograd: WINOGRAD_ATTRIBUTE },

  infer(inputs, { winograd, ...attributes }) {
    requireWinograd('conv_transpose2d', winograd);
    return transposed.infer(inputs, attributes);
  },

  surface: {
    ...transposed.surface,
    arguments: [...transposed.surface.arguments, WINOGRAD_ARGUMENT],
    attributes: (args, inputs) => ({
      ...transposed.surface.attributes(args, inputs),
      winograd: winogradLimit(args.winograd),
    }),
  },
};
