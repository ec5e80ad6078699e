import type { Conv2dAttributes } from '../../ir/ops/conv2d.js';
import type { LoopLowering } from '../lowering.js';
import { convolution, convolutionName } from './shared/convolution.js';

export const conv2d: LoopLowering<Conv2dAttributes> = {
  kind: 'loops',
  compute: (node) => [convolution(node)],
  variant: convolutionName,
};
