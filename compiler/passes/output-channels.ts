import type { NodeOf } from '../ir/rewrite.js';
import { isOp } from '../ir/rewrite.js';
import type { Shape } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

/** An op with a weight as its second operand that is multiplied with the first and summed. */
export type WeightedOp =
  | 'conv2d'
  | 'conv_transpose2d'
  | 'depthwise_conv2d'
  | 'linear'
  | 'matmul'
  | 'winograd_conv2d'
  | 'winograd_conv_transpose2d';

/**
 * The output channel that an element of the weight contributes to, by the element's index in row-major
 * order: the first axis of [O, …]; the second of a product's matrix [K, N]; of a transposed
 * convolution's [I, O/groups, …] the second, within the group of the first.
 */
export function outputChannels(
  node: NodeOf<WeightedOp>,
  shape: Shape,
): (element: number) => number {
  const perOutput = elementCount(shape.slice(1));
  if (isOp(node, 'matmul')) return (element) => element % shape[1];
  const isTransposed = isOp(node, 'conv_transpose2d');
  if (!isTransposed && !isOp(node, 'winograd_conv_transpose2d')) {
    return (element) => Math.floor(element / perOutput);
  }
  const [inputs, outputsPerGroup, ...kernel] = shape;
  const taps = elementCount(kernel);
  const inputsPerGroup = isTransposed ? inputs / node.attributes.groups : inputs;
  return (element) => {
    const group = Math.floor(element / (inputsPerGroup * perOutput));
    return group * outputsPerGroup + (Math.floor(element / taps) % outputsPerGroup);
  };
}
