import type { Graph, Node, Value } from '../graph.js';
import type { Layout } from '../layout.js';
import { layoutStrides, rowPitch, sameLayout } from '../layout.js';
import type { ConcatAttributes } from '../ops/concat.js';

/** Elements of a whole vector: stores come in these, so a part begins and ends with one. */
const VECTOR = 4;

/** How an operand of a concatenation must lie to be a part of the result without a copy. */
export interface Part {
  readonly layout: Layout;
  /** Elements of the result before its first. */
  readonly start: number;
}

/**
 * The place of operand `index` in the result of a concatenation whose result has a layout: rows as
 * far apart as the result's. Undefined where no layout of the operand gives its elements the
 * addresses that the result has for them, and where the vectors that hold its last channels would
 * hold a neighbour's first.
 */
export function partOf(node: Node, index: number): Part | undefined {
  const [result] = node.outputs;
  if (node.op !== 'concat' || result.layout === undefined) return undefined;
  const { shape } = node.inputs[index].type;
  const { axis: along } = node.attributes as ConcatAttributes;
  const axis = along < 0 ? along + shape.length : along;
  const strides = layoutStrides(result.type.shape, result.layout);
  const before = node.inputs.slice(0, index).reduce((sum, part) => sum + part.type.shape[axis], 0);
  const start = before * strides[axis];
  const layout = { ...result.layout, pitch: rowPitch(result.type.shape, result.layout) };
  const own = layoutStrides(shape, layout);
  const fits = shape.every((extent, other) => extent === 1 || own[other] === strides[other]);
  const isLast = index === node.inputs.length - 1;
  const isWhole = axis !== layout.order.at(-1) || shape[axis] % VECTOR === 0 || isLast;
  return fits && isWhole && start % VECTOR === 0 ? { layout, start } : undefined;
}

/** Where a value lies inside another. */
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
    for (const [index, operand] of node.inputs.entries()) {
      if (operand.layout === undefined || found.has(operand)) continue;
      const part = partOf(node, index);
      if (part === undefined || !sameLayout(operand.layout, part.layout)) continue;
      found.set(operand, { whole: node.outputs[0], start: 4 * part.start });
    }
  }
  return found;
}

/** Whether operand `index` of a concatenation lies where the result has it: nothing is to be copied. */
export function liesInPlace(node: Node, index: number): boolean {
  const operand = node.inputs[index];
  const [result] = node.outputs;
  const part = partOf(node, index);
  if (part === undefined || operand.layout === undefined || operand.offset === undefined) {
    return false;
  }
  return (
    sameLayout(operand.layout, part.layout) &&
    operand.offset === (result.offset ?? 0) + 4 * part.start
  );
}

/** Whether all of a node's result was written by those who computed its operands. */
export function isWrittenInPlace(node: Node): boolean {
  return node.op === 'concat' && node.inputs.every((_, index) => liesInPlace(node, index));
}
