import type { Graph } from '../ir/graph.js';
import { withoutDeadNodes } from '../ir/rewrite.js';

/** Removes nodes whose results reach no output. Graph inputs stay: they are the interface. */
export function eliminateDeadCode(graph: Graph): Graph {
  return withoutDeadNodes(graph);
}
