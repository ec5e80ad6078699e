import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ConstantData, Graph } from './graph.js';
import { enteringValues } from './interface.js';
import { constantOf } from './rewrite.js';
import { sameType } from './types.js';
import { verifyImages } from './verify/images.js';
import { verifyLayouts } from './verify/layouts.js';
import { verifyMemory } from './verify/memory.js';
import { verifyStates } from './verify/states.js';
import type { Defined } from './verify/nodes.js';
import { defineValue, verifyNode } from './verify/nodes.js';
import { Violations, valueText } from './verify/violations.js';

/**
 * Checks every rule of the graph IR and returns what is broken, nothing when the graph is valid:
 * single assignment, definition before use, operands and attributes as the ops declare them, types
 * as the shape rules derive them, kernels, interface names, images, layouts and the memory plan.
 */
export function verifyGraph(graph: Graph): readonly Diagnostic[] {
  const violations = new Violations();
  const defined: Defined = new Set();
  for (const value of enteringValues(graph)) defineValue(value, defined, violations);
  for (const node of graph.nodes) verifyNode(node, defined, violations);
  verifyOutputs(graph, defined, violations);
  verifyStates(graph, defined, violations);
  verifyNames(graph, violations);
  verifyImages(graph, violations);
  verifyLabels(graph, violations);
  if (verifyLayouts(graph, violations)) verifyMemory(graph, violations);
  return violations.diagnostics;
}

function verifyOutputs(graph: Graph, defined: Defined, violations: Violations): void {
  if (graph.outputs.length === 0) {
    violations.add('outputs', `graph ${graph.name} has no output`, {});
  }
  for (const { name, value, labels } of graph.outputs) {
    if (!defined.has(value)) {
      const title = `output '${name}' is ${valueText(value)}, which is not defined`;
      violations.add('undefined-value', title, value);
    }
    const classes = value.type.shape.at(-1) ?? 1;
    if (labels === undefined || labels.length === classes) continue;
    const counts = `${labels.length} labels for ${classes} classes`;
    violations.add('labels', `output '${name}' has ${counts}`, value);
  }
}

/** Inputs and states are called by name, and outputs; each side by its own. */
function verifyNames(graph: Graph, violations: Violations): void {
  const inputs = enteringValues(graph).map(({ name }) => name);
  const outputs = graph.outputs.map((output) => output.name);
  for (const [side, names] of Object.entries({ inputs, outputs })) {
    for (const [index, name] of names.entries()) {
      if (name === '') violations.add('name', `one of the ${side} has an empty name`, {});
      if (names.indexOf(name) === index) continue;
      violations.add('name', `two of the ${side} are named '${name}'`, {});
    }
  }
}

/** A label stands for one tensor. */
function verifyLabels(graph: Graph, violations: Violations): void {
  const byLabel = new Map<string, ConstantData>();
  for (const node of graph.nodes) {
    const data = constantOf(node);
    if (data === undefined) continue;
    const other = byLabel.get(data.label);
    byLabel.set(data.label, data);
    if (other === undefined || sameType(other.type, data.type)) continue;
    violations.add('label', `two different constants are labelled '${data.label}'`, node);
  }
}
