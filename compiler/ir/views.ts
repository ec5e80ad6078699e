import type { Node, Value } from './graph.js';
import { sameAddresses } from './layout.js';
import { opDefinition } from './ops/index.js';

/** Whether `node` only renames elements: reshape, flatten. */
export function isView(node: Node): boolean {
  return node.kind === 'op' && opDefinition(node.op).view === true;
}

/**
 * Whether a view needs no kernel: with the layouts assigned, every element of its result lies where
 * the operand has it, so both share one buffer. Other views are copies.
 */
export function isAlias(node: Node): boolean {
  return isView(node) && lieAlike(node.inputs[0], node.outputs[0]);
}

/** Whether the n-th elements of two laid-out values lie at the same address, for every n. */
export function lieAlike(a: Value, b: Value): boolean {
  if (a.layout === undefined || b.layout === undefined) return false;
  return sameAddresses(a.type.shape, a.layout, b.type.shape, b.layout);
}
