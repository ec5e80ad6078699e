import type { Graph, GraphOutput, Value } from '../../compiler/ir/graph.js';
import { eliminateDeadCode } from '../../compiler/passes/eliminate-dead-code.js';

/** A graph in two, where it chooses: which boxes stay, which element is the largest. */
export interface Cut {
  /** What is computed up to there. */
  readonly first: Graph;
  /** The names of the first one's outputs that the rest has for inputs. */
  readonly between: readonly string[];
  /** What follows from a choice; absent where there is none. */
  readonly rest?: Graph;
}

/**
 * Cuts a graph in front of the first nodes that make integers or truth values of computed floats. Two runtimes choose
 * the same of the same numbers, but not of numbers that rounding has moved past each other.
 */
export function cutAtChoices(graph: Graph): Cut {
  const computed = new Set(graph.inputs.map(({ value }) => value));
  const given = new Set(computed);
  const chosen = new Set<Value>();
  const between = new Set<Value>();
  for (const node of graph.nodes) {
    if (!node.inputs.some((value) => computed.has(value))) continue;
    for (const value of node.outputs) computed.add(value);
    const isChoice = node.outputs.some(({ type }) => type.element !== 'f32');
    const operands = node.inputs.filter(
      (value) => value.type.element === 'f32' && computed.has(value) && !given.has(value),
    );
    if (isChoice && operands.length > 0) {
      for (const value of operands) if (!chosen.has(value)) between.add(value);
      for (const value of node.outputs) chosen.add(value);
    } else if (node.inputs.some((value) => chosen.has(value))) {
      for (const value of node.outputs) chosen.add(value);
    }
  }
  if (between.size === 0) return { first: graph, between: [] };
  // No name that an earlier cut has given to an input.
  const names = new Map(
    [...between].map((value, at) => [value, `between${graph.inputs.length + at}`]),
  );
  const ends = [...names].map(([value, name]): GraphOutput => ({ name, value }));
  const renamed = new Map([...names].map(([value, name]) => [value, { ...value, name }]));
  const nodes = graph.nodes
    .filter(({ outputs }) => !outputs.some((value) => between.has(value)))
    .map((node) => ({ ...node, inputs: node.inputs.map((value) => renamed.get(value) ?? value) }));
  const isChosen = ({ value }: GraphOutput): boolean => chosen.has(value);
  return {
    first: eliminateDeadCode({
      ...graph,
      outputs: [...graph.outputs.filter((output) => !isChosen(output)), ...ends],
    }),
    between: [...names.values()],
    rest: eliminateDeadCode({
      ...graph,
      inputs: [...graph.inputs, ...[...renamed.values()].map((value) => ({ value }))],
      nodes,
      outputs: graph.outputs.filter(isChosen),
    }),
  };
}
