import type { Graph, Node, Value } from '../ir/graph.js';
import type { Layout } from '../ir/layout.js';
import { makeNode } from '../ir/rewrite.js';
import { isAlias } from '../ir/views.js';

/**
 * Ends the graph with a copy of what each state holds next, for which `plan-memory` has the place of what it
 * has held: all that reads that has run by then. Outputs that show what a state has held are copied before, and
 * so is what one state takes from another: `a, b = b, a`.
 */
export function storeStates(graph: Graph): Graph {
  if (graph.states.length === 0) return graph;
  const held = heldValues(graph);
  const nodes: Node[] = [...graph.nodes];
  const copy = (value: Value, name: string, layout: Layout | undefined): Value => {
    const node = makeNode('relayout', [value], {}, { ...value, name });
    const output: Value = { ...node.outputs[0], ...(layout && { layout }) };
    nodes.push({ ...node, outputs: [output] });
    return output;
  };
  const aside = (value: Value): Value =>
    held.has(value) ? copy(value, `${value.name}.before`, value.layout) : value;
  const outputs = graph.outputs.map((output) => ({ ...output, value: aside(output.value) }));
  const nexts = graph.states.map(({ next }) => aside(next));
  const states = graph.states.map((state, index) => ({
    ...state,
    next: copy(nexts[index], `${state.value.name}.next`, state.value.layout),
  }));
  return { ...graph, states, nodes, outputs };
}

/** What lies where a state is kept: what it holds, and views of that. */
function heldValues(graph: Graph): ReadonlySet<Value> {
  const held = new Set(graph.states.map(({ value }) => value));
  for (const node of graph.nodes) {
    if (!isAlias(node) || !held.has(node.inputs[0])) continue;
    for (const output of node.outputs) held.add(output);
  }
  return held;
}
