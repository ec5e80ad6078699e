import type { Node, Value } from './graph.js';
import { sameAddresses, sameLayout } from './layout.js';
import type { Part } from './memory/stretches.js';
import { stretchesOf } from './memory/stretches.js';
import { opDefinition } from './ops/index.js';
import { isOp } from './rewrite.js';

/** Whether `node` only renames elements: reshape, flatten. */
export function isView(node: Node): boolean {
  return node.kind === 'op' && opDefinition(node.op).view === true;
}

/** Whether a node needs no kernel: with the layouts assigned, every element of it is in memory already. */
export function isAlias(node: Node): boolean {
  return aliasStarts(node) !== undefined;
}

/**
 * The bytes of the operand before each output of a node whose outputs all lie in it, by the layouts: a view
 * whose elements lie where the operand has them, or a split into parts of it. Other views and splits are
 * copies.
 */
export function aliasStarts(node: Node): readonly number[] | undefined {
  if (isView(node)) return lieAlike(node.inputs[0], node.outputs[0]) ? [0] : undefined;
  const parts = splitParts(node, node.inputs[0]);
  const isInPlace = parts?.every((part, index) => {
    const { layout } = node.outputs[index];
    return layout !== undefined && sameLayout(layout, part.layout);
  });
  return isInPlace === true ? parts?.map(({ start }) => 4 * start) : undefined;
}

/** Where the outputs of a split can lie in its operand, laid out as `whole`; undefined unless all can. */
export function splitParts(node: Node, whole: Value): readonly Part[] | undefined {
  if (!isOp(node, 'split') || whole.layout === undefined) return undefined;
  const shapes = node.outputs.map(({ type }) => type.shape);
  const parts = stretchesOf(whole, node.attributes.axis, shapes).flatMap((part) => part ?? []);
  return parts.length === shapes.length ? parts : undefined;
}

/** Whether the n-th elements of two laid-out values lie at the same address, for every n. */
export function lieAlike(a: Value, b: Value): boolean {
  if (a.layout === undefined || b.layout === undefined) return false;
  return sameAddresses(a.type.shape, a.layout, b.type.shape, b.layout);
}
