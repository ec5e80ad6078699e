import type { ConvolutionAttributes } from '../../ir/ops/shared/convolve.js';
import type { LoopLowering } from '../lowering.js';
import { convolution, convolutionName } from './shared/convolution.js';
import { depthwiseConvolution } from './shared/depthwise.js';

/** With a group per input channel nothing is summed over channels, and vectors lie along them. */
export const conv3d: LoopLowering<ConvolutionAttributes> = {
  kind: 'loops',
  compute(node) {
    const channels = node.inputs[0].shape[1];
    const isDepthwise = channels > 1 && node.attributes.groups === channels;
    return [isDepthwise ? depthwiseConvolution(node) : convolution(node)];
  },
  variant: convolutionName,
};
