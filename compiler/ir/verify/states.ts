import type { Graph, Value } from '../graph.js';
import { sameType, typeText } from '../types.js';
import type { Defined } from './nodes.js';
import type { Violations } from './violations.js';
import { valueText } from './violations.js';

/**
 * What a state begins with and what a run leaves in it are defined and of its type. What it begins with
 * follows from constants, and is one where values have layouts: nobody would compute it.
 */
export function verifyStates(graph: Graph, defined: Defined, violations: Violations): void {
  if (graph.states.length === 0) return;
  const varying = varyingValues(graph);
  for (const { value, next, initial } of graph.states) {
    for (const [what, other] of Object.entries({ initial, next })) {
      if (!defined.has(other)) {
        const title = `${valueText(other)}, the ${what} of state ${valueText(value)}, is not defined`;
        violations.add('undefined-value', title, value);
      } else if (!sameType(other.type, value.type)) {
        const title = `state ${valueText(value)} is ${typeText(value.type)}, but its ${what} ${typeText(other.type)}`;
        violations.add('state', title, value);
      }
    }
    if (!varying.has(initial)) continue;
    const title = `${valueText(initial)}, the initial of state ${valueText(value)}, depends on a run`;
    violations.add('state', title, value);
  }
}

/** What differs from run to run; where values have layouts, all that a node computes. */
function varyingValues(graph: Graph): ReadonlySet<Value> {
  const varying = new Set<Value>([...graph.inputs, ...graph.states].map(({ value }) => value));
  for (const node of graph.nodes) {
    const isComputed = node.outputs.some(({ layout }) => layout !== undefined);
    if (!isComputed && !node.inputs.some((input) => varying.has(input))) continue;
    for (const output of node.outputs) varying.add(output);
  }
  return varying;
}
