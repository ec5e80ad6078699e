import type { Graph, Node, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { Uses, withoutDeadNodes } from '../ir/rewrite.js';

/**
 * Removes nodes whose results reach no output, and behind the last result that somebody reads those that
 * the op can leave out. Graph inputs stay: they are the interface.
 */
export function eliminateDeadCode(graph: Graph): Graph {
  const live = withoutDeadNodes(graph);
  const uses = new Uses(live);
  const isRead = (value: Value): boolean => uses.isKept(value) || uses.of(value).length > 0;
  const nodes = live.nodes.map((node) => withReadOutputs(node, isRead));
  return nodes.every((node, at) => node === live.nodes[at]) ? live : { ...live, nodes };
}

function withReadOutputs(node: Node, isRead: (value: Value) => boolean): Node {
  const count = node.outputs.findLastIndex(isRead) + 1;
  if (node.kind === 'kernel' || count === node.outputs.length) return node;
  const attributes = opDefinition(node.op).withOutputs?.(node.attributes, count);
  return attributes ? { ...node, attributes, outputs: node.outputs.slice(0, count) } : node;
}
