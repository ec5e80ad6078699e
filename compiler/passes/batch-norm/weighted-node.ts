import type { ConstantData, Node, OpNode, Value } from '../../ir/graph.js';
import type { WeightRole } from '../../ir/op.js';
import type { Replacement, RewriteContext } from '../../ir/rewrite.js';
import { makeNode } from '../../ir/rewrite.js';
import { weightRole } from '../../ir/traits.js';

/** An op with a constant weight and a constant bias or none, though it could have one. */
export interface WeightedNode {
  readonly node: OpNode;
  readonly role: WeightRole;
  readonly weight: ConstantData;
  readonly bias?: ConstantData;
}

/** `node` as an op whose weights and biases can absorb an affine map of the channels along axis 1. */
export function weightedNode(
  node: Node | undefined,
  context: RewriteContext,
): WeightedNode | undefined {
  const role = node && weightRole(node);
  if (node?.kind !== 'op' || role?.bias === undefined || role.channelAxis !== 1) return undefined;
  if (role.hasOwnBiases) return undefined;
  const weight = context.constant(node.inputs[role.operand]);
  const bias = context.constant(node.inputs[role.bias]);
  if (weight === undefined || (node.inputs.length > role.bias && bias === undefined)) {
    return undefined;
  }
  return { node, role, weight, ...(bias && { bias }) };
}

/** The same op on `x` with another weight and bias, in the place of `origin`. */
export function withWeights(
  { node, role }: WeightedNode,
  x: Value,
  weight: ConstantData,
  bias: ConstantData,
  origin: Value,
): Replacement {
  const [, ...others] = node.inputs.slice(0, role.bias);
  const weightNode = makeNode('constant', [], { value: weight }, node.inputs[role.operand]);
  const biasName = node.inputs.at(role.bias ?? -1) ?? {
    ...origin,
    name: `${node.outputs[0].name}.bias`,
  };
  const biasNode = makeNode('constant', [], { value: bias }, biasName);
  const inputs = [x, ...others, ...biasNode.outputs].map((value, position) =>
    position === role.operand ? weightNode.outputs[0] : value,
  );
  const folded: Node = { ...node, inputs, outputs: [{ ...origin }] };
  return { nodes: [weightNode, biasNode, folded], values: folded.outputs };
}
