import type { Node, Value } from '../graph.js';
import { parametersOf, rootOf } from '../kernel.js';
import { sameLayout } from '../layout.js';
import { opDefinition } from '../ops/index.js';
import { sameShape } from '../types.js';

/**
 * Whether `node` computes each element from the elements at the same place, first to last. A kernel
 * whose root is a convolution reads its input at many places for one result and is not.
 */
function isPointwise(node: Node): boolean {
  return opDefinition(rootOf(node).op).elementwise === true;
}

/**
 * Whether `node` goes through stages of which the last computes each element from that of `operand` at the
 * same place. Without a workspace there are no stages.
 */
function endsInPlace(node: Node, operand: Value): boolean {
  const root = rootOf(node);
  if (node.workspace === undefined || opDefinition(root.op).endsInPlace !== true) return false;
  return parametersOf(node)[node.inputs.indexOf(operand)] === root.inputs[0];
}

/**
 * Whether `node` may store its result over `operand`: it must be pointwise, at least in the end, and the
 * operand must have the shape and layout of the result, so that every element is read before its own
 * place is written.
 */
export function readsInPlace(node: Node, operand: Value): boolean {
  const [output, ...others] = node.outputs;
  if (others.length > 0) return false;
  if (!isPointwise(node) && !endsInPlace(node, operand)) return false;
  if (operand.layout === undefined || output.layout === undefined) {
    return false;
  }
  return (
    sameShape(operand.type.shape, output.type.shape) && sameLayout(operand.layout, output.layout)
  );
}
