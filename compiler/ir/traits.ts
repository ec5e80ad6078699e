import type { Node, OpNode, Value } from './graph.js';
import { opsOf, parametersOf } from './kernel.js';
import type { PoolingWindow, WeightRole } from './op.js';
import { opDefinition } from './ops/index.js';
import type { Shape, TensorType } from './types.js';

/** What passes ask of a node, as its op's own file says it; of a kernel none of it is true. */

/** Whether `node` computes each element from the operands' elements at the same index. */
export function isElementwise(node: Node): node is OpNode {
  return node.kind === 'op' && opDefinition(node.op).elementwise === true;
}

/** What the weight of `node` is to it; undefined where it has none. */
export function weightRole(node: Node): WeightRole | undefined {
  if (node.kind === 'kernel') return undefined;
  return opDefinition(node.op).weight?.(typesOf(node.inputs), node.attributes);
}

/** The windows over which `node` pools; undefined where it doesn't. */
export function poolingWindow(node: Node): PoolingWindow | undefined {
  return node.kind === 'op' ? opDefinition(node.op).pooling?.(node.attributes) : undefined;
}

/** A node whose attribute `pads` puts zeros around its first operand. */
export type ZeroPaddedNode = OpNode & {
  readonly attributes: { readonly pads: readonly number[] };
};

export function isZeroPadded(node: Node): node is ZeroPaddedNode {
  return node.kind === 'op' && opDefinition(node.op).zeroPadded === true;
}

/** The band that `op` leaves to a pooling stage, [n,rows,W,c]; undefined where it can't. */
export function bandOf({ op, inputs, attributes, outputs }: OpNode): Shape | 'rows' | undefined {
  return opDefinition(op).band?.(typesOf(inputs), attributes, typesOf(outputs));
}

/**
 * Whether operand `index` of `node` may lie in any layout, if results lie in vectors along `vectorAxis`: each
 * of its ops that reads it allows that.
 */
export function mayLieAnyhow(node: Node, index: number, vectorAxis: number): boolean {
  const parameter = parametersOf(node)[index];
  return opsOf(node).every(({ op, inputs, attributes }) => {
    const definition = opDefinition(op);
    const scalar = definition.scalarOperands?.(typesOf(inputs), attributes, vectorAxis) ?? [];
    const any = definition.view === true ? [0] : scalar;
    return inputs.every((input, position) => input !== parameter || any.includes(position));
  });
}

function typesOf(values: readonly Value[]): TensorType[] {
  return values.map(({ type }) => type);
}
