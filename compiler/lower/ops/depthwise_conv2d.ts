import type { DepthwiseConv2dAttributes } from '../../ir/ops/depthwise_conv2d.js';
import type { LoopLowering } from '../lowering.js';
import { convolutionName } from './shared/convolution.js';
import { depthwiseConvolution } from './shared/depthwise.js';

export const depthwiseConv2d: LoopLowering<DepthwiseConv2dAttributes> = {
  kind: 'loops',
  compute: (node) => [depthwiseConvolution(node)],
  variant: convolutionName,
};
