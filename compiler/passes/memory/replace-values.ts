import type { Graph, Node, Value } from '../../ir/graph.js';
import { withKept } from '../../ir/interface.js';

/** The graph with every value replaced wherever it stands, for passes that only place values. */
export function replaceValues(graph: Graph, replace: (value: Value) => Value): Graph {
  const { outputs, states } = withKept(graph, replace);
  return {
    ...graph,
    outputs,
    states: states.map((state) => ({ ...state, value: replace(state.value) })),
    inputs: graph.inputs.map((input) => ({ ...input, value: replace(input.value) })),
    nodes: graph.nodes.map((node): Node => ({
      ...node,
      inputs: node.inputs.map(replace),
      outputs: node.outputs.map(replace),
      ...(node.workspace && { workspace: replace(node.workspace) }),
    })),
  };
}
