import type { WinogradAttributes } from '../../ir/ops/shared/winograd.js';
import { winogradWorkspace } from '../../ir/ops/shared/winograd.js';
import { asConvolution, winogradForm } from '../../ir/ops/winograd_conv2d.js';
import { read } from '../formulas/compute.js';
import { convolution, convolutionName } from './shared/convolution.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { winogradStages } from './winograd/stages.js';

/**
 * The convolution is one correlation of the whole feature map; its padding moves where it begins to read.
 *
 * `compute` is the convolution itself, for a GPU that has too little of it to multiply.
 */
export const winogradConv2d: LoopLowering<WinogradAttributes> = {
  kind: 'loops',
  compute: (node) => [convolution(withAttributes(node))],
  stages(node) {
    const { inputs, attributes } = node;
    const form = winogradForm(node);
    const tensors = winogradWorkspace(form).map(({ name }) => name);
    return winogradStages({
      label: 'input',
      form,
      input: inputs[0].shape,
      offset: attributes.pads.slice(0, 2).map((pad) => -pad),
      weight: (o, i, ky, kx) => read(1, [o, i, ky, kx]),
      bias: inputs.length < 3 ? undefined : (o) => read(2, [o]),
      position: (y, x) => [y, x],
      tensor: (name) => ({ target: name, operand: inputs.length + tensors.indexOf(name) }),
    });
  },
  variant: (node) => `f${node.attributes.tile.join('x')}_${convolutionName(withAttributes(node))}`,
};

function withAttributes({ attributes, ...node }: LoweringInput<WinogradAttributes>) {
  return { ...node, attributes: asConvolution(attributes) };
}
