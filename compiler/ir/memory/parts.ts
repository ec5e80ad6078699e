import type { Graph, Node, Value } from '../graph.js';
import { sameLayout } from '../layout.js';
import { isOp } from '../rewrite.js';
import { isAlias } from '../views.js';
import type { Part } from './stretches.js';
import { stretchesOf } from './stretches.js';

/** The place of each operand in the result of a concatenation that has a layout; other nodes have no parts. */
export function partsOf(node: Node): readonly (Part | undefined)[] {
  const [result] = node.outputs;
  if (!isOp(node, 'concat')) return [];
  return stretchesOf(
    result,
    node.attributes.axis,
    node.inputs.map(({ type }) => type.shape),
  );
}

/** Where a value lies inside another, which is part of none. */
export interface Residence {
  readonly whole: Value;
  /** Bytes of the whole before its first. */
  readonly start: number;
}

/**
 * The values that their producers write where a concatenation wants them, by their layouts: the
 * first concatenation that reads a value so has it, and only once. Parts may have parts. What nobody writes
 * lies where its operand does.
 */
export function residences(graph: Graph): ReadonlyMap<Value, Residence> {
  const found = new Map<Value, Residence>();
  const shown = new Set(graph.nodes.filter(isAlias).flatMap(({ outputs }) => outputs));
  // A state outlives every concatenation.
  const states = new Set(graph.states.flatMap(({ value, next }) => [value, next]));
  for (const node of graph.nodes) {
    for (const [index, part] of partsOf(node).entries()) {
      const operand = node.inputs[index];
      if (part === undefined || operand.layout === undefined) continue;
      if (found.has(operand) || shown.has(operand) || states.has(operand)) continue;
      if (!sameLayout(operand.layout, part.layout)) continue;
      found.set(operand, { whole: node.outputs[0], start: 4 * part.start });
    }
  }
  // Who has a value is known before who has that in turn.
  for (const [value, { whole, start }] of [...found].reverse()) {
    const outer = found.get(whole);
    if (outer !== undefined) {
      found.set(value, { whole: outer.whole, start: outer.start + start });
    }
  }
  return found;
}

/**
 * Of each operand of a concatenation whether it lies where the result has it: nothing is to be copied.
 * Other nodes copy nothing.
 */
export function operandsInPlace(node: Node): readonly boolean[] {
  return partsOf(node).map((part, index) => {
    const { layout, offset } = node.inputs[index];
    if (part === undefined || layout === undefined || offset === undefined) return false;
    const [{ offset: base = 0 }] = node.outputs;
    return sameLayout(layout, part.layout) && offset === base + 4 * part.start;
  });
}

/** Whether all of a node's result was written by those who computed its operands. */
export function isWrittenInPlace(node: Node): boolean {
  return isOp(node, 'concat') && operandsInPlace(node).every((isInPlace) => isInPlace);
}
