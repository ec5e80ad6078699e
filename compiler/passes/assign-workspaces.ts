import type { Graph } from '../ir/graph.js';
import { workspaceOf } from '../ir/memory/workspace.js';

/** Gives kernels that keep something aside on a core a workspace, which has no place yet. */
export function assignWorkspaces(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    const workspace = workspaceOf(node);
    return workspace === undefined ? node : { ...node, workspace };
  });
  return { ...graph, nodes };
}
