import type { Graph, Value } from './graph.js';

/** The values that are there before the first node runs: inputs, and what the states hold. */
export function enteringValues(graph: Graph): Value[] {
  return [...graph.inputs, ...graph.states].map(({ value }) => value);
}

/** The values that are there when the last node has run: outputs, and what the states hold then. */
export function leavingValues(graph: Graph): Value[] {
  return [...graph.outputs.map(({ value }) => value), ...graph.states.map(({ next }) => next)];
}

/** The values that somebody outside of the nodes reads, so that they must stay. */
export function keptValues(graph: Graph): Value[] {
  return [...leavingValues(graph), ...graph.states.map(({ initial }) => initial)];
}

/** Who keeps values, with others in their place. */
export function withKept(
  { outputs, states }: Pick<Graph, 'outputs' | 'states'>,
  replace: (value: Value) => Value,
): Pick<Graph, 'outputs' | 'states'> {
  return {
    outputs: outputs.map((output) => ({ ...output, value: replace(output.value) })),
    states: states.map(({ value, next, initial }) => ({
      value,
      next: replace(next),
      initial: replace(initial),
    })),
  };
}
