import type { Node, Value } from '../graph.js';
import { sameLayout } from '../layout.js';
import { opDefinition } from '../ops/index.js';
import { sameShape } from '../types.js';

/**
 * Whether `node` computes each element from the elements at the same place, first to last. A kernel
 * whose root is a convolution reads its input at many places for one result and is not.
 */
export function isPointwise(node: Node): boolean {
  const root = node.op === 'fused' ? node.region?.nodes[0] : node;
  if (root === undefined || root.op === 'fused') return false;
  return opDefinition(root.op).elementwise === true;
}

/**
 * Whether `node` goes through stages of which the last computes each element from that of `operand` at the
 * same place. Without a workspace there are no stages.
 */
function endsInPlace({ region, inputs, workspace, ...node }: Node, operand: Value): boolean {
  const root = region?.nodes[0] ?? { ...node, inputs };
  if (workspace === undefined || root.op === 'fused') return false;
  const first = region?.parameters.indexOf(root.inputs[0]) ?? 0;
  return opDefinition(root.op).endsInPlace === true && inputs[first] === operand;
}

/**
 * Whether `node` may store its result over `operand`: it must be pointwise, at least in the end, and the
 * operand must have the shape and layout of the result, so that every element is read before its own
 * place is written.
 */
export function readsInPlace(node: Node, operand: Value): boolean {
  const [output] = node.outputs;
  if (!isPointwise(node) && !endsInPlace(node, operand)) return false;
  if (operand.layout === undefined || output.layout === undefined) {
    return false;
  }
  return (
    sameShape(operand.type.shape, output.type.shape) && sameLayout(operand.layout, output.layout)
  );
}
