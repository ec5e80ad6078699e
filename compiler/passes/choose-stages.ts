import { lowerNode } from '../lower/node.js';
import type { Graph, Node } from '../ir/graph.js';
import { memoize } from '../ir/memoize.js';
import { workspaceOf } from '../ir/memory/workspace.js';
import { nodeSignature } from '../ir/node-signature.js';
import type { GpuMachine } from '../target/machine.js';
import { costOnGpu } from './stages/cost-on-gpu.js';

/**
 * What may be computed in stages goes through a workspace on a GPU only where that takes less arithmetic
 * and memory traffic; it is computed directly otherwise, each result by itself.
 */
export function chooseStages(graph: Graph, gpu: GpuMachine): Graph {
  const isStaged = memoize(nodeSignature, (node) => stagesPay(node, gpu));
  const nodes = graph.nodes.map((node) => {
    const workspace = workspaceOf(node);
    return workspace !== undefined && isStaged(node) ? { ...node, workspace } : node;
  });
  return { ...graph, nodes };
}

function stagesPay(node: Node, gpu: GpuMachine): boolean {
  const { computes, stages } = lowerNode(node);
  // There is no other way where an order is to be kept.
  if (computes.length === 0) return true;
  return stages !== undefined && costOnGpu(stages, gpu) < costOnGpu(computes, gpu);
}
