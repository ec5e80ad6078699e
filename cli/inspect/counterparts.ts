import type { Node } from '../../compiler/ir/graph.js';
import { opsOf } from '../../compiler/ir/kernel.js';

/**
 * For each node of a graph for one core, the nodes that compute the same in that for a GPU: what is pooled
 * in bands is two there. Both are in the order of the network, and only one of them may have a change of
 * layout; names say which, but alone would not do, because values may share one.
 */
export function counterpartsOf(nodes: readonly Node[], onGpu: readonly Node[]): readonly Node[][] {
  let next = 0;
  return nodes.map((node) => {
    const names = resultsOf(node);
    const first = onGpu.findIndex((each, index) => index >= next && isPartOf(each, names));
    const found: Node[] = [];
    if (first === -1) return found;
    for (next = first; found.flatMap(resultsOf).length < names.length; next++) {
      const each = onGpu.at(next);
      if (each === undefined || !isPartOf(each, names)) break;
      found.push(each);
    }
    return found;
  });
}

function isPartOf(node: Node, names: readonly string[]): boolean {
  return resultsOf(node).every((name) => names.includes(name));
}

function resultsOf(node: Node): string[] {
  return opsOf(node).flatMap(({ outputs }) => outputs.map(({ name }) => name));
}
