import type { Graph, Node } from './graph.js';
import { isWrittenInPlace } from './memory/parts.js';
import { isOp } from './rewrite.js';
import { isAlias } from './views.js';

/** The nodes that need a kernel, in order of execution. */
export function computingNodes(graph: Graph): Node[] {
  return graph.nodes.filter(
    (node) => !isOp(node, 'constant') && !isAlias(node) && !isWrittenInPlace(node),
  );
}
