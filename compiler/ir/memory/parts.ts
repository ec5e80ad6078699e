import type { Graph, Node, Value } from '../graph.js';
import type { Layout } from '../layout.js';
import { layoutStrides, rowPitch, sameLayout } from '../layout.js';
import { isOp } from '../rewrite.js';
import type { Shape } from '../types.js';

/** Elements of a whole vector: stores come in these, so a part begins and ends with one. */
const VECTOR = 4;

/** How an operand of a concatenation must lie to be a part of the result without a copy. */
export interface Part {
  readonly layout: Layout;
  /** Elements of the result before its first. */
  readonly start: number;
}

/** How a part of a value must lie: its rows as far apart as those of the whole. */
export function partLayout(shape: Shape, layout: Layout): Layout {
  return { ...layout, pitch: rowPitch(shape, layout) };
}

/**
 * The place of each operand in the result of a concatenation that has a layout: rows as far apart as the
 * result's. Undefined where no layout of the operand gives its elements the addresses that the result has
 * for them, and where the vectors that hold its last channels would hold a neighbour's first. Other nodes
 * have no parts.
 */
export function partsOf(node: Node): readonly (Part | undefined)[] {
  const [result] = node.outputs;
  if (!isOp(node, 'concat') || result.layout === undefined) return [];
  const { order } = result.layout;
  const { axis: along } = node.attributes;
  const axis = along < 0 ? along + order.length : along;
  const strides = layoutStrides(result.type.shape, result.layout);
  const layout = partLayout(result.type.shape, result.layout);
  let before = 0;
  return node.inputs.map(({ type: { shape } }, index) => {
    const start = before * strides[axis];
    before += shape[axis];
    const own = layoutStrides(shape, layout);
    const fits = shape.every((extent, other) => extent === 1 || own[other] === strides[other]);
    const isLast = index === node.inputs.length - 1;
    const isWhole = axis !== order.at(-1) || shape[axis] % VECTOR === 0 || isLast;
    return fits && isWhole && start % VECTOR === 0 ? { layout, start } : undefined;
  });
}

/** Where a value lies inside another, which is part of none. */
export interface Residence {
  readonly whole: Value;
  /** Bytes of the whole before its first. */
  readonly start: number;
}

/**
 * The values that their producers write where a concatenation wants them, by their layouts: the
 * first concatenation that reads a value so has it, and only once. Parts may have parts.
 */
export function residences(graph: Graph): ReadonlyMap<Value, Residence> {
  const found = new Map<Value, Residence>();
  for (const node of graph.nodes) {
    for (const [index, part] of partsOf(node).entries()) {
      const operand = node.inputs[index];
      if (part === undefined || operand.layout === undefined || found.has(operand)) continue;
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
