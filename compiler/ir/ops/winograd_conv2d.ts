import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { conv2d } from './conv2d.js';
import { convolutionType } from './shared/convolution.js';
import type { WinogradAttributes } from './shared/winograd.js';
import { winogradWorkspace } from './shared/winograd.js';

export type { WinogradAttributes } from './shared/winograd.js';

const GEOMETRY = { strides: [1, 1], dilations: [1, 1] };

export const winogradConv2d: OpDefinition<WinogradAttributes> = {
  name: 'winograd_conv2d',
  summary:
    'A 3×3 convolution of stride 1 that one core computes as F(m×m, 3×3) of Winograd, tile by tile: ' +
    'Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, with (m + 2)² multiplications per channel for m² outputs ' +
    'instead of 9·m² (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). ' +
    'Input [N,C,H,W], weight [O,C,3,3], bias [O]. Passes make it from conv2d.',
  inputs: conv2d.inputs,
  attributes: {
    pads: conv2d.attributes.pads,
    tile: { kind: 'integer', doc: 'm: outputs per tile along each axis, 2 or 4' },
    strips: { kind: 'integer', doc: 'equal parts in which the rows of tiles are taken' },
    blocks: { kind: 'integer', doc: 'equal parts in which the output channels are taken' },
  },

  infer(inputs, { pads }) {
    const [, weight] = inputs;
    const kernel = weight.shape.slice(2);
    if (weight.shape.length === 4 && kernel.some((extent) => extent !== 3)) {
      throw new ShapeError(
        'kernel',
        `the kernel of winograd_conv2d is 3×3, not ${kernel.join('×')}`,
        { input: 1 },
      );
    }
    return [convolutionType('winograd_conv2d', inputs, { ...GEOMETRY, pads }, 1)];
  },

  evaluate: (inputs, { pads }, outputs) =>
    conv2d.evaluate(inputs, { ...GEOMETRY, pads, groups: 1 }, outputs),

  workspace: ([x], attributes, [y]) => winogradWorkspace(x.shape[1], y, attributes),

  macs: (inputs, { pads }, outputs) =>
    conv2d.macs?.(inputs, { ...GEOMETRY, pads, groups: 1 }, outputs) ?? 0,

  window: () => ({ kernel: [3, 3], stride: [1, 1], dilation: [1, 1] }),
};
