import type { Graph, Value } from '../../compiler/ir/graph.js';
import { enteringValues } from '../../compiler/ir/interface.js';
import { NameScope } from '../../compiler/ir/text/names.js';

/** The name of every value as the printed graph has it: unique, where the source repeats itself. */
export function namesIn(graph: Graph): (value: Value) => string {
  const scope = new NameScope();
  for (const value of enteringValues(graph)) scope.define(value);
  for (const node of graph.nodes) for (const value of node.outputs) scope.define(value);
  return (value) => scope.nameOf(value);
}
