import type { Graph, Value } from '../graph.js';
import { enteringValues, leavingValues } from '../interface.js';
import { isOp, producers } from '../rewrite.js';

/**
 * When a value must keep its memory, in positions of the schedule: it is there from the node that
 * computes it (−1 for graph inputs and states) to the last node that reads it, both included; outputs and
 * what states hold behind the run last to the end (the number of nodes), a workspace as long as its node runs.
 */
export interface Lifetime {
  readonly firstUse: number;
  readonly lastUse: number;
}

/** The lifetime of every value that lies in the arena; constants lie with the weights. */
export function lifetimes(graph: Graph): Map<Value, Lifetime> {
  const found = new Map<Value, { firstUse: number; lastUse: number }>();
  for (const value of enteringValues(graph)) found.set(value, { firstUse: -1, lastUse: -1 });
  for (const [index, node] of graph.nodes.entries()) {
    extend(found, node.inputs, index);
    if (isOp(node, 'constant')) continue;
    if (node.workspace !== undefined) {
      found.set(node.workspace, { firstUse: index, lastUse: index });
    }
    for (const output of node.outputs) found.set(output, { firstUse: index, lastUse: index });
  }
  // Nothing else may lie where a state is kept, until what the next run reads takes its place.
  const producer = producers(graph);
  for (const { value, next } of graph.states) {
    const node = producer.get(next);
    const life = found.get(value);
    if (life === undefined) continue;
    const stored = node === undefined ? graph.nodes.length : graph.nodes.indexOf(node);
    life.lastUse = Math.max(life.lastUse, stored);
  }
  extend(found, leavingValues(graph), graph.nodes.length);
  return found;
}

export function overlapInTime(a: Lifetime, b: Lifetime): boolean {
  return a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
}

function extend(
  found: ReadonlyMap<Value, { lastUse: number }>,
  values: readonly Value[],
  position: number,
): void {
  for (const value of values) {
    const lifetime = found.get(value);
    if (lifetime !== undefined) lifetime.lastUse = position;
  }
}
