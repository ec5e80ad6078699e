import type { KernelStage, Node, Value } from '../../../ir/graph.js';
import { makeKernel, openStages, stageResults, withOperands } from '../../../ir/kernel.js';
import { channelsLastLayout } from '../../../ir/layout.js';
import { workspaceOf } from '../../../ir/memory/workspace.js';

/**
 * What pools its own result as two nodes, for a GPU: bands would be dispatches too small for it. The
 * picture between them has no place in the arena yet.
 */
export function pooledApart(node: Node): Node[] {
  const [produced, pooled] = openStages(node);
  if (pooled === undefined) return [node];
  const inner = stageResults(produced);
  const pictures = inner.map((value) => ({
    ...value,
    layout: channelsLastLayout(value.type.shape.length),
  }));
  const outer = new Map(inner.map((value, index) => [value, pictures[index]]));
  const reading = {
    root: withOperands(pooled.root, outer),
    tail: pooled.tail.map((op) => withOperands(op, outer)),
  };
  return [withWorkspace(nodeOf(produced, pictures)), nodeOf(reading, node.outputs)];
}

/** The node that computes one stage. */
function nodeOf(stage: KernelStage, outputs: readonly Value[]): Node {
  return stage.tail.length === 0 ? { ...stage.root, outputs } : makeKernel([stage], outputs);
}

function withWorkspace(node: Node): Node {
  const workspace = workspaceOf(node);
  return workspace === undefined ? node : { ...node, workspace };
}
