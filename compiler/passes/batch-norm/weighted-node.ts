import type { ConstantData, Node, Value } from '../../ir/graph.js';
import type { NodeOf, Replacement, RewriteContext } from '../../ir/rewrite.js';
import { isOp, makeNode } from '../../ir/rewrite.js';

type Weighted =
  NodeOf<'conv2d'> | NodeOf<'conv_transpose2d'> | NodeOf<'depthwise_conv2d'> | NodeOf<'linear'>;

/** A convolution or linear layer with constant weight and constant or no bias. */
export interface WeightedNode {
  readonly node: Weighted;
  readonly weight: ConstantData;
  readonly bias?: ConstantData;
}

/**
 * `node` as an op whose weights can absorb an affine map of channels. A linear layer can when its
 * features are the channels, which are axis 1: with rank 2.
 */
export function weightedNode(
  node: Node | undefined,
  context: RewriteContext,
): WeightedNode | undefined {
  const hasWeights =
    isOp(node, 'conv2d') ||
    isOp(node, 'conv_transpose2d') ||
    isOp(node, 'depthwise_conv2d') ||
    isOp(node, 'linear');
  if (!hasWeights) return undefined;
  if (isOp(node, 'linear') && node.inputs[0].type.shape.length !== 2) return undefined;
  const weight = context.constant(node.inputs[1]);
  const bias = context.constant(node.inputs[2]);
  if (weight === undefined || (node.inputs.length > 2 && bias === undefined)) return undefined;
  return { node, weight, ...(bias && { bias }) };
}

/** The same op on `x` with another weight and bias, in the place of `origin`. */
export function withWeights(
  node: Weighted,
  x: Value,
  weight: ConstantData,
  bias: ConstantData,
  origin: Value,
): Replacement {
  const weightNode = makeNode('constant', [], { value: weight }, node.inputs[1]);
  const biasName = node.inputs.at(2) ?? { ...origin, name: `${node.outputs[0].name}.bias` };
  const biasNode = makeNode('constant', [], { value: bias }, biasName);
  const inputs = [x, weightNode.outputs[0], biasNode.outputs[0]];
  const folded: Node = { ...node, inputs, outputs: [{ ...origin }] };
  return { nodes: [weightNode, biasNode, folded], values: folded.outputs };
}
