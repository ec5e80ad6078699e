import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { tensor } from '../../compiler/ir/tensor.js';

/** Runs a graph by the reference interpreter on flat inputs and returns flat outputs. */
export function evaluateGraph(
  graph: Graph,
  inputs: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const tensors = graph.inputs.map(({ value }): [string, ReturnType<typeof tensor>] => [
    value.name,
    tensor(value.type.shape, inputs[value.name]),
  ]);
  const outputs = interpret(graph, Object.fromEntries(tensors));
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data)]),
  );
}
