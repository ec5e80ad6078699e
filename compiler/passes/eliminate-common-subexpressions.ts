import type { Graph, Node, Value } from '../ir/graph.js';
import { rewriteNodes } from '../ir/rewrite.js';
import { attributesText } from '../ir/text/attributes.js';

/**
 * Replaces a node by an earlier one of the same op with the same operands and attributes. Every op is
 * a pure function, so they compute the same. Constants are the same when their labels are.
 */
export function eliminateCommonSubexpressions(graph: Graph): Graph {
  const numbers = new Map<Value, number>();
  const numberOf = (value: Value): number => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  };
  const firstOf = new Map<string, Node>();
  return rewriteNodes(graph, (node) => {
    if (node.kind === 'kernel') return undefined;
    const operands = node.inputs.map(numberOf).join(',');
    const key = `${node.op}(${operands})${attributesText(node.attributes)}`;
    const first = firstOf.get(key);
    if (first !== undefined) return { nodes: [], values: first.outputs };
    firstOf.set(key, node);
    return undefined;
  });
}
