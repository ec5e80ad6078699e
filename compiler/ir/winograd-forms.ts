import type { Node, OpNode } from './graph.js';
import type { WinogradForm } from './ops/shared/winograd.js';
import { winogradForm } from './ops/winograd_conv2d.js';
import { tiledPhases } from './ops/winograd_conv_transpose2d.js';
import type { NodeOf } from './rewrite.js';
import { isOp } from './rewrite.js';

export type WinogradNode = NodeOf<'winograd_conv2d'> | NodeOf<'winograd_conv_transpose2d'>;

export function isWinograd(node: Node): node is WinogradNode {
  return isOp(node, 'winograd_conv2d') || isOp(node, 'winograd_conv_transpose2d');
}

/** What such a node computes as F(m, r): one convolution, or the phases of a transposed one. */
export function winogradForms(node: OpNode): readonly WinogradForm[] {
  if (!isWinograd(node)) return [];
  const inputs = node.inputs.map(({ type }) => type);
  const output = node.outputs[0].type;
  return isOp(node, 'winograd_conv2d')
    ? [winogradForm({ inputs, output, attributes: node.attributes })]
    : tiledPhases({ inputs, output, attributes: node.attributes }).map(({ form }) => form);
}
