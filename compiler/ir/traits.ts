import type { Node, OpNode } from './graph.js';
import { opDefinition } from './ops/index.js';

/** What passes ask of a node, as its op's own file says it; of a kernel none of it is true. */

/** Whether `node` computes each element from the operands' elements at the same index. */
export function isElementwise(node: Node): node is OpNode {
  return node.kind === 'op' && opDefinition(node.op).elementwise === true;
}
