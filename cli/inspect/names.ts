import type { Graph, Value } from '../../compiler/ir/graph.js';
import { NameScope } from '../../compiler/ir/text/names.js';

/** The name of every value as the printed graph has it: unique, where the source repeats itself. */
export function namesIn(graph: Graph): (value: Value) => string {
  const scope = new NameScope();
  for (const { value } of graph.inputs) scope.define(value);
  for (const node of graph.nodes) for (const value of node.outputs) scope.define(value);
  return (value) => scope.nameOf(value);
}
